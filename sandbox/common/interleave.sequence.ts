interface Member {
  part: number;
  rank: number;
}

/**
 * One sequence made of several, evenly interleaved, without being stored: position -> (part, rank) and back in O(parts).
 * It lets a million balance transactions each find their source, and each source its balance transaction.
 */
export class InterleavedSequence {
  readonly length: number;
  private readonly before: number[] = [];

  constructor(private readonly sizes: readonly number[]) {
    let total = 0;
    for (const size of sizes) {
      this.before.push(total);
      total += size;
    }
    this.length = total;
  }

  member(position: number): Member {
    let rank = position;
    for (let part = this.sizes.length - 1; part > 0; part -= 1) {
      const size = this.sizes[part]!;
      const total = this.before[part]! + size;
      if (size === 0) continue;
      const passed = Math.floor((rank * size) / total);
      if (Math.floor(((rank + 1) * size) / total) > passed) return { part, rank: passed };
      rank -= passed;
    }
    return { part: 0, rank };
  }

  position(part: number, rank: number): number {
    let position = rank;
    if (part > 0) {
      const size = this.sizes[part]!;
      position = Math.ceil(((rank + 1) * (this.before[part]! + size)) / size) - 1;
    }
    for (let outer = Math.max(1, part + 1); outer < this.sizes.length; outer += 1) {
      position = amongOthers(position, this.before[outer]!, this.sizes[outer]!);
    }
    return position;
  }
}

/** Where the rank-th member of the first `inner` lands once `size` others are interleaved. */
function amongOthers(rank: number, inner: number, size: number): number {
  if (size === 0) return rank;
  const total = inner + size;
  let position = Math.floor((rank * total) / inner);
  while (position - Math.floor((position * size) / total) < rank) position += 1;
  while (position - Math.floor((position * size) / total) > rank) position -= 1;
  while (Math.floor(((position + 1) * size) / total) > Math.floor((position * size) / total)) position += 1;
  return position;
}
