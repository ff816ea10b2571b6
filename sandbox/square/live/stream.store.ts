import type { Lagging } from '../../common/index.lag.js';
import type { ObjectSource } from '../dataset/object.sources.js';
import type { SquareObject } from '../square.stream.js';
import { ListedView } from './listed.view.js';

interface LateChange {
  visibleAt: number;
  index: number;
  object: SquareObject | null;
}

/** A catalogue object that was deleted stays as a tombstone. */
export const isTombstone = (object: SquareObject): boolean => object.is_deleted === true;

/**
 * One stream of a merchant. Reading by id sees every change at once; lists and searches see it when the lag has passed,
 * as the index behind them does at Square.
 */
export class StreamStore implements Lagging {
  lagMs = 0;
  private readonly changed = new Map<number, SquareObject | null>();
  private readonly ownIds = new Map<string, number>();
  private readonly listed: ListedView;
  private late: LateChange[] = [];
  private size: number;
  private gone = 0;

  constructor(
    private readonly source: ObjectSource,
    private readonly now: () => number,
  ) {
    this.size = source.count;
    this.listed = new ListedView(source);
  }

  /** Indexes below this one exist or have existed. */
  get nextIndex(): number {
    return this.size;
  }

  get liveCount(): number {
    return this.size - this.gone;
  }

  get nextId(): string {
    return this.source.id(this.size);
  }

  indexOf(id: string): number | undefined {
    const own = this.ownIds.get(id);
    if (own !== undefined) return own;
    const index = this.source.indexOf(id);
    return index !== undefined && index < this.source.count ? index : undefined;
  }

  /** Undefined when there never was such an object, null when it is gone. */
  find(id: string): SquareObject | null | undefined {
    const index = this.indexOf(id);
    return index === undefined ? undefined : this.at(index);
  }

  at(index: number): SquareObject | null {
    const changed = this.changed.get(index);
    return changed === undefined ? this.source.build(index) : changed;
  }

  lagBy(ms: number): void {
    this.lagMs = ms;
  }

  add(id: string, object: SquareObject): number {
    const index = this.size;
    this.size += 1;
    this.ownIds.set(id, index);
    this.write(index, object);
    return index;
  }

  replace(index: number, object: SquareObject): void {
    const before = this.at(index);
    if (before && !isTombstone(before) && isTombstone(object)) this.gone += 1;
    if (before && isTombstone(before) && !isTombstone(object)) this.gone -= 1;
    this.write(index, object);
  }

  remove(index: number): void {
    if (this.at(index)) this.gone += 1;
    this.write(index, null);
  }

  /** What lists and searches see now. */
  view(): ListedView {
    const now = this.now();
    const due = this.late.filter((change) => change.visibleAt <= now);
    if (due.length > 0) {
      this.late = this.late.filter((change) => change.visibleAt > now);
      for (const { index, object } of due) this.listed.set(index, object);
    }
    return this.listed;
  }

  /** What was added or changed and is still there, in the order of the changes. */
  *written(): Generator<SquareObject> {
    for (const object of this.changed.values()) if (object && !isTombstone(object)) yield object;
  }

  /** Every live object, in order of index. */
  *live(): Generator<SquareObject> {
    for (let index = 0; index < this.size; index += 1) {
      const object = this.at(index);
      if (object && !isTombstone(object)) yield object;
    }
  }

  private write(index: number, object: SquareObject | null): void {
    this.changed.set(index, object);
    if (this.lagMs > 0 || this.late.length > 0) {
      this.late.push({ visibleAt: this.now() + this.lagMs, index, object });
    } else this.listed.set(index, object);
  }
}
