export type SortKey = number | string;

/** A place in a sorted list: a key, and the object's index where keys are equal. */
export type SortPlace = readonly [key: SortKey, index: number];

/**
 * The indexes of a stream in the order of one key. Built when first asked for, then kept up to date, so that a page is
 * found by bisection whatever was changed before.
 */
export class SortedIndex {
  private order: number[] | null = null;

  constructor(
    private readonly keyOf: (index: number) => SortKey,
    private readonly present: () => number[],
  ) {}

  /** Must be called before the key of the object changes. */
  leave(index: number): void {
    if (!this.order) return;
    const at = this.lowerBound([this.keyOf(index), index]);
    if (this.order[at] === index) this.order.splice(at, 1);
  }

  enter(index: number): void {
    this.order?.splice(this.lowerBound([this.keyOf(index), index]), 0, index);
  }

  /** Ascending from the first place at or after this one. */
  *ascend(from: SortPlace): Generator<number> {
    const order = this.sorted();
    for (let at = this.lowerBound(from); at < order.length; at += 1) yield order[at]!;
  }

  /** Descending from the last place before this one. */
  *descend(before: SortPlace): Generator<number> {
    const order = this.sorted();
    for (let at = this.lowerBound(before) - 1; at >= 0; at -= 1) yield order[at]!;
  }

  keyAt(index: number): SortKey {
    return this.keyOf(index);
  }

  /** How many keys lie within these bounds, both included. */
  countWithin(min: number, max: number): number {
    return Math.max(0, this.lowerBound([max, Number.POSITIVE_INFINITY]) - this.lowerBound([min, 0]));
  }

  /** The greatest key, if there is any. */
  greatest(): SortKey | undefined {
    const last = this.sorted().at(-1);
    return last === undefined ? undefined : this.keyOf(last);
  }

  private sorted(): number[] {
    if (this.order) return this.order;
    const order = this.present();
    const keys = new Map(order.map((index) => [index, this.keyOf(index)]));
    const compare = (one: number, other: number): number => {
      const [left, right] = [keys.get(one)!, keys.get(other)!];
      return left < right ? -1 : left > right ? 1 : one - other;
    };
    return (this.order = order.sort(compare));
  }

  private lowerBound([key, index]: SortPlace): number {
    const order = this.sorted();
    let low = 0;
    let high = order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const candidate = order[middle]!;
      const own = this.keyOf(candidate);
      if (own < key || (own === key && candidate < index)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
