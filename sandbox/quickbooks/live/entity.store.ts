import { build } from '../dataset/object.builders.js';
import type { Dataset } from '../dataset/dataset.js';
import type { QboObject, StreamName } from '../quickbooks.entity.js';
import { UpdateOrder } from './update.order.js';

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
export class EntityStore {
  private readonly overlay = new Map<number, Stored>();
  private readonly gone = new Map<number, Deletion>();
  private readonly base: number;
  private size: number;
  private order: UpdateOrder | undefined;

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
    if (!this.isLive(index)) return null;
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

  add(object: QboObject, createdAt: number): number {
    const index = this.size;
    this.size += 1;
    this.put(index, { object, createdAt, updatedAt: createdAt });
    return index;
  }

  replace(index: number, object: QboObject, updatedAt: number): void {
    const createdAt = this.createdAt(index);
    this.order?.remove(index, this.updatedAt(index));
    this.put(index, { object, createdAt, updatedAt });
  }

  remove(index: number, at: number): void {
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

  private put(index: number, stored: Stored): void {
    this.overlay.set(index, stored);
    this.order?.insert(index, stored.updatedAt);
  }
}
