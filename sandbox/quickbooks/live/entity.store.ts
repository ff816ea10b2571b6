import { IndexLag, type Lagging } from '../../common/index.lag.js';
import { build } from '../dataset/object.builders.js';
import type { Dataset } from '../dataset/dataset.js';
import { nameOf } from '../dataset/references.js';
import { numberedIndex } from '../dataset/document.numbers.js';
import type { QboObject, StreamName } from '../quickbooks.entity.js';
import { TextIndex } from './text.index.js';
import { UpdateOrder } from './update.order.js';

const FIXED_NAMES = 12;

interface Stored {
  object: QboObject;
  createdAt: number;
  updatedAt: number;
}

export interface Deletion {
  id: string;
  /** Epoch seconds. */
  at: number;
}

/** The objects of one entity: the original ones, computed when asked for, under what was changed, added or deleted. */
export class EntityStore implements Lagging {
  private readonly overlay = new Map<number, Stored>();
  private readonly gone = new Map<number, Deletion>();
  private readonly names = new TextIndex((object) => keyOf(nameIn(object)));
  private readonly numbers = new TextIndex(numberIn);
  private readonly base: number;
  private size: number;
  private order: UpdateOrder | undefined;
  private lag: IndexLag<Stored> | undefined;

  constructor(
    readonly data: Dataset,
    readonly stream: StreamName,
  ) {
    this.base = data.counts[stream];
    this.size = this.base;
  }

  get liveCount(): number {
    return this.size - this.gone.size;
  }

  /** Index of the next new object; everything below it exists or existed. */
  get nextIndex(): number {
    return this.size;
  }

  isLive(index: number): boolean {
    return index < this.size && !this.gone.has(index);
  }

  at(index: number): QboObject | null {
    if (!(index >= 0) || !this.isLive(index)) return null;
    return this.overlay.get(index)?.object ?? build(this.data, this.stream, index);
  }

  indexOf(id: string): number | undefined {
    const index = this.data.indexOf(this.stream, id);
    return index !== undefined && index < this.size ? index : undefined;
  }

  find(id: string): QboObject | null {
    const index = this.indexOf(id);
    return index === undefined ? null : this.at(index);
  }

  createdAt(index: number): number {
    return this.overlay.get(index)?.createdAt ?? this.data.createdAt(this.stream, index);
  }

  updatedAt(index: number): number {
    return this.overlay.get(index)?.updatedAt ?? this.data.updatedAt(this.stream, index);
  }

  isActive(index: number): boolean {
    const stored = this.overlay.get(index);
    return stored ? stored.object.Active !== false : this.data.isActive(this.stream, index);
  }

  /** What was changed or added, for checks that cannot be computed from the original content. */
  changed(): Iterable<[number, QboObject]> {
    return [...this.overlay].map(([index, stored]) => [index, stored.object]);
  }

  isOriginal(index: number): boolean {
    return index < this.base && !this.overlay.has(index) && !this.gone.has(index);
  }

  lagBy(ms: number, now: () => number): void {
    this.lag = new IndexLag(ms, now);
  }

  /** As queries see it: what was written of late is not in their index yet. */
  listed(): EntityStore {
    const { lag } = this;
    if (!lag?.isActive) return this;
    const view = Object.create(this) as EntityStore;
    const seen = (index: number): Stored | null => lag.seen(index, null);
    view.isLive = (index) => (lag.isBehind(index) ? seen(index) !== null : this.isLive(index));
    view.at = (index) => (lag.isBehind(index) ? (seen(index)?.object ?? null) : this.at(index));
    view.updatedAt = (index) => seen(index)?.updatedAt ?? this.updatedAt(index);
    view.isActive = (index) => (lag.isBehind(index) ? seen(index)?.object.Active !== false : this.isActive(index));
    return view;
  }

  add(object: QboObject, createdAt: number): number {
    const index = this.size;
    this.lag?.wrote(index, null);
    this.size += 1;
    this.put(index, { object, createdAt, updatedAt: createdAt });
    return index;
  }

  replace(index: number, object: QboObject, updatedAt: number): void {
    this.lag?.wrote(index, this.stored(index));
    const createdAt = this.createdAt(index);
    this.order?.remove(index, this.updatedAt(index));
    this.put(index, { object, createdAt, updatedAt });
  }

  remove(index: number, at: number): void {
    this.lag?.wrote(index, this.stored(index));
    this.order?.remove(index, this.updatedAt(index));
    this.gone.set(index, { id: this.data.id(this.stream, index), at });
    this.overlay.delete(index);
  }

  deletionsSince(seconds: number): Deletion[] {
    return [...this.gone.values()].filter((deletion) => deletion.at >= seconds);
  }

  /** Indexes of live objects by update time, oldest first; those of the same second in order of creation. */
  byUpdate(): UpdateOrder {
    if (!this.order) {
      const live = Array.from({ length: this.size }, (_, index) => index).filter((index) => !this.gone.has(index));
      this.order = new UpdateOrder(live.map((index) => [this.updatedAt(index), index]));
    }
    return this.order;
  }

  *newestFirst(): Generator<QboObject> {
    for (let index = this.size - 1; index >= 0; index -= 1) {
      const object = this.at(index);
      if (object) yield object;
    }
  }

  /** Whose name it is now, whatever the case of its letters and the blanks around it. */
  indexesOfName(name: string): number[] {
    const key = keyOf(name)!;
    const changed = this.names.at(key).filter((index) => keyOf(nameIn(this.at(index))) === key);
    const original = originalIndexOfName(this.data, this.stream, key, (index) => this.isOriginal(index));
    return original === undefined ? changed : [...changed, original];
  }

  nameAt(index: number): string | undefined {
    return nameIn(this.at(index));
  }

  /** Which transactions have this number now. */
  indexesOfNumber(number: string): number[] {
    const changed = this.numbers.at(number).filter((index) => numberIn(this.at(index)) === number);
    const original = numberedIndex(this.stream, number);
    return original !== undefined && this.isOriginal(original) ? [...changed, original] : changed;
  }

  private stored(index: number): Stored | null {
    const object = this.at(index);
    return object && { object, createdAt: this.createdAt(index), updatedAt: this.updatedAt(index) };
  }

  private put(index: number, stored: Stored): void {
    this.names.note(stored.object, index);
    this.numbers.note(stored.object, index);
    this.overlay.set(index, stored);
    this.order?.insert(index, stored.updatedAt);
  }
}

function nameIn(object: QboObject | null): string | undefined {
  const name = object?.DisplayName ?? object?.Name;
  return typeof name === 'string' ? name : undefined;
}

function numberIn(object: QboObject | null): string | undefined {
  return typeof object?.DocNumber === 'string' ? object.DocNumber : undefined;
}

const keyOf = (name: string | undefined): string | undefined => name?.trim().toLowerCase();

/** Original names end in a number that gives their index away, but for the head of the chart of accounts. */
function originalIndexOfName(
  data: Dataset,
  stream: StreamName,
  wanted: string,
  isOriginal: (index: number) => boolean,
): number | undefined {
  const numbered = Number(/(\d+)$/.exec(wanted)?.[1] ?? 0) - 1;
  const head = Array.from({ length: FIXED_NAMES }, (_, index) => index);
  return [numbered, ...head].find(
    (index) => index >= 0 && isOriginal(index) && nameOf(data, stream, index).toLowerCase() === wanted,
  );
}
