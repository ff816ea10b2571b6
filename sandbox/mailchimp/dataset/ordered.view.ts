/** Room for the index below the value: 2^32 values times 2^21 indexes is all that a double holds exactly. */
const INDEXES = 2 ** 21;

/** Objects in the order of one value, ties by index; any position is reached at once, a change moves memory only. */
export class OrderedView {
  private keys: Float64Array;
  private size: number;

  /** @param pairs value (0..2^32-1) and index (0..2^21-1) of each object, in any order */
  constructor(pairs: readonly (readonly [value: number, index: number])[]) {
    this.keys = Float64Array.from(pairs, ([value, index]) => value * INDEXES + index).sort();
    this.size = this.keys.length;
  }

  get length(): number {
    return this.size;
  }

  indexAt(position: number): number {
    return this.keys[position]! % INDEXES;
  }

  /** How many objects have a smaller value. */
  rank(value: number): number {
    return this.place(value * INDEXES);
  }

  insert(value: number, index: number): void {
    const key = value * INDEXES + index;
    const place = this.place(key);
    if (this.size === this.keys.length) {
      const larger = new Float64Array(Math.max(16, this.size * 1.25 + 1));
      larger.set(this.keys);
      this.keys = larger;
    }
    this.keys.copyWithin(place + 1, place, this.size);
    this.keys[place] = key;
    this.size += 1;
  }

  remove(value: number, index: number): void {
    const key = value * INDEXES + index;
    const place = this.place(key);
    if (this.keys[place] !== key || place >= this.size) throw new Error(`no ${index} at ${value}`);
    this.keys.copyWithin(place, place + 1, this.size);
    this.size -= 1;
  }

  private place(key: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.keys[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
