import { IndexLag, type Lagging } from '../../common/index.lag.js';
import type { ObjectSource } from './object.source.js';

interface Added {
  created: number;
  index: number;
}

/** Where a walk stands: the next index of the original content and the next place among the added objects. */
interface Place {
  base: number;
  added: number;
}

/** Indexes of the original content, the second one excluded. */
export type IndexRange = readonly [number, number];

const EVERYTHING: IndexRange = [0, Number.POSITIVE_INFINITY];

/** One list of an account: the computed content, over which changes, deletions and new objects are laid. */
export class StreamStore<T extends { id: string }> implements Lagging {
  private readonly changed = new Map<number, T | null>();
  private readonly added: Added[] = [];
  private readonly addedAt = new Map<number, number>();
  private readonly ownIds = new Map<string, number>();
  private deleted = 0;
  private lag: IndexLag<T> | undefined;

  constructor(private readonly source: ObjectSource<T>) {}

  get liveCount(): number {
    return this.source.count + this.added.length - this.deleted;
  }

  /** Indexes below this one exist or have existed. */
  get nextIndex(): number {
    return this.source.count + this.added.length;
  }

  idAt(index: number): string {
    return this.source.id(index);
  }

  indexOf(id: string): number | undefined {
    const own = this.ownIds.get(id);
    if (own !== undefined) return own;
    const index = this.source.indexOf(id);
    return index !== undefined && index < this.nextIndex && this.idOf(index) === id ? index : undefined;
  }

  /** Undefined when there never was such an object, null when it was deleted. */
  find(id: string): T | null | undefined {
    const index = this.indexOf(id);
    return index === undefined ? undefined : this.at(index);
  }

  at(index: number): T | null {
    const changed = this.changed.get(index);
    return changed === undefined ? this.source.build(index) : changed;
  }

  created(index: number): number {
    return index < this.source.count ? this.source.created(index) : this.addedAt.get(index)!;
  }

  lagBy(ms: number, now: () => number): void {
    this.lag = new IndexLag(ms, now);
  }

  /** As lists see it that do not ask an index. */
  immediate(): StreamStore<T> {
    const view = Object.create(this) as StreamStore<T>;
    view.lag = undefined;
    return view;
  }

  /** What was changed or added, unless it was deleted. */
  *written(): Generator<T> {
    for (const object of this.changed.values()) if (object) yield object;
  }

  add(object: T, created: number): void {
    const index = this.nextIndex;
    this.lag?.wrote(index, null);
    if (object.id !== this.source.id(index)) this.ownIds.set(object.id, index);
    this.changed.set(index, object);
    this.addedAt.set(index, created);
    this.added.splice(this.addedUntil(created), 0, { created, index });
  }

  replace(index: number, object: T): void {
    this.lag?.wrote(index, this.at(index));
    this.changed.set(index, object);
  }

  remove(index: number): void {
    this.lag?.wrote(index, this.at(index));
    if (this.changed.get(index) !== null) this.deleted += 1;
    this.changed.set(index, null);
  }

  /** The newest object created at or before this time. */
  newestUntil(time: number): Place {
    return { base: this.source.countUntil(time) - 1, added: this.addedUntil(time) - 1 };
  }

  oldestFrom(time: number): Place {
    return { base: this.source.countUntil(time - 1), added: this.addedUntil(time - 1) };
  }

  justOlder(index: number): Place {
    const created = this.created(index);
    if (index < this.source.count) return { base: index - 1, added: this.addedUntil(created - 1) - 1 };
    return { base: this.source.countUntil(created) - 1, added: this.placeOf(index, created) - 1 };
  }

  justNewer(index: number): Place {
    const created = this.created(index);
    if (index < this.source.count) return { base: index + 1, added: this.addedUntil(created - 1) };
    return { base: this.source.countUntil(created), added: this.placeOf(index, created) + 1 };
  }

  /**
   * Live objects, as lists see them, from newest to oldest; of the same second, added ones are newer. Of the original content only the
   * indexes [lowest, end) are visited.
   */
  *descend(from: Place, [lowest, end]: IndexRange = EVERYTHING): Generator<T> {
    let { base, added } = from;
    base = Math.min(base, end - 1);
    while (base >= lowest || added >= 0) {
      const next = this.added[added];
      const takeAdded = next !== undefined && (base < lowest || next.created >= this.source.created(base));
      const object = this.listedAt(takeAdded ? next.index : base);
      if (takeAdded) added -= 1;
      else base -= 1;
      if (object) yield object;
    }
  }

  *ascend(from: Place, [lowest, end]: IndexRange = EVERYTHING): Generator<T> {
    let { base, added } = from;
    base = Math.max(base, lowest);
    const last = Math.min(end, this.source.count);
    while (base < last || added < this.added.length) {
      const next = this.added[added];
      const takeBase = base < last && (!next || this.source.created(base) <= next.created);
      const object = this.listedAt(takeBase ? base : next!.index);
      if (takeBase) base += 1;
      else added += 1;
      if (object) yield object;
    }
  }

  private listedAt(index: number): T | null {
    return this.lag ? this.lag.seen(index, this.at(index)) : this.at(index);
  }

  private idOf(index: number): string | undefined {
    return index < this.source.count ? this.source.id(index) : (this.changed.get(index)?.id ?? this.source.id(index));
  }

  private addedUntil(time: number): number {
    let low = 0;
    let high = this.added.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.added[middle]!.created <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private placeOf(index: number, created: number): number {
    let place = this.addedUntil(created - 1);
    while (this.added[place]!.index !== index) place += 1;
    return place;
  }
}
