import { nameKey, type ObjectSource } from '../dataset/object.sources.js';
import type { SquareObject } from '../square.stream.js';
import { SortedIndex, type SortKey } from './sorted.index.js';
import { ValueIndex } from './value.index.js';

/** How the keys of `ObjectSource.keys` are read from an object that was changed or created. */
const KEY_OF_OBJECT: Record<string, (object: SquareObject) => SortKey> = {
  created: (object) => Date.parse(String(object.created_at)),
  updated: (object) => Date.parse(String(object.updated_at ?? object.calculated_at)),
  id: (object) => String(object.id),
  name: (object) => nameKey(object.given_name, object.family_name),
};

/** A value by which objects are looked up, under a name that is unique in the stream. */
export interface LookedUp {
  name: string;
  of(object: SquareObject): string | undefined;
}

export const facetOf = (object: SquareObject): string =>
  String(object.payout_id ?? object.location_id ?? object.type ?? '');

/** A stream as lists and searches see it: the computed content with changes laid over it, sorted in several ways. */
export class ListedView {
  private readonly overlay = new Map<number, SquareObject | null>();
  private readonly indexes = new Map<string, SortedIndex>();
  private readonly lookups = new Map<string, ValueIndex>();
  private size: number;

  constructor(private readonly source: ObjectSource) {
    this.size = source.count;
  }

  /** Null where an object is gone. */
  set(index: number, object: SquareObject | null): void {
    if (this.has(index)) for (const kept of this.kept()) kept.leave(index);
    this.overlay.set(index, object);
    this.size = Math.max(this.size, index + 1);
    if (object) for (const kept of this.kept()) kept.enter(index);
  }

  at(index: number): SquareObject | null {
    const changed = this.overlay.get(index);
    return changed === undefined ? this.source.build(index) : changed;
  }

  facetAt(index: number): string {
    const changed = this.overlay.get(index);
    return changed ? facetOf(changed) : this.source.facet(index);
  }

  sortedBy(key: string): SortedIndex {
    let sorted = this.indexes.get(key);
    if (!sorted) {
      const base = this.source.keys[key];
      const ofObject = KEY_OF_OBJECT[key];
      if (!base || !ofObject) throw new Error(`nothing is sorted by ${key}`);
      const keyOf = (index: number): SortKey => {
        const changed = this.overlay.get(index);
        return changed ? ofObject(changed) : base(index);
      };
      sorted = new SortedIndex(keyOf, () => this.present());
      this.indexes.set(key, sorted);
    }
    return sorted;
  }

  /** The objects with any of these values. */
  lookUp({ name, of }: LookedUp, values: Iterable<string>): number[] {
    let lookup = this.lookups.get(name);
    if (!lookup) {
      const valueOf = (index: number): string | undefined => {
        const object = this.at(index);
        return object ? of(object) : undefined;
      };
      this.lookups.set(name, (lookup = new ValueIndex(valueOf, () => this.present())));
    }
    const found = new Set<number>();
    for (const value of values) for (const index of lookup.find(value)) found.add(index);
    return [...found];
  }

  private kept(): (SortedIndex | ValueIndex)[] {
    return [...this.indexes.values(), ...this.lookups.values()];
  }

  private present(): number[] {
    const indexes: number[] = [];
    for (let index = 0; index < this.size; index += 1) if (this.has(index)) indexes.push(index);
    return indexes;
  }

  private has(index: number): boolean {
    const changed = this.overlay.get(index);
    return changed === undefined ? index < this.source.count : changed !== null;
  }
}
