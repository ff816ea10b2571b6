type Entry = readonly [updatedAt: number, index: number];

/** Keeps indexes sorted by update time; moving one costs a search and a shift, since changes mostly go to the end. */
export class UpdateOrder {
  private readonly entries: Entry[];

  constructor(entries: Entry[]) {
    this.entries = entries.sort(compare);
  }

  get length(): number {
    return this.entries.length;
  }

  indexAt(place: number): number {
    return this.entries[place]![1];
  }

  /** The first place whose update time is at or after this. */
  firstFrom(seconds: number): number {
    return this.place([seconds, -1]);
  }

  insert(index: number, updatedAt: number): void {
    const entry: Entry = [updatedAt, index];
    this.entries.splice(this.place(entry), 0, entry);
  }

  remove(index: number, updatedAt: number): void {
    const place = this.place([updatedAt, index]);
    if (this.entries[place]?.[1] === index) this.entries.splice(place, 1);
  }

  private place(entry: Entry): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(this.entries[middle]!, entry) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function compare(one: Entry, other: Entry): number {
  return one[0] - other[0] || one[1] - other[1];
}
