/** Counts what happened within the last second, exactly, in a ring no larger than the limit. */
export class SlidingWindow {
  private readonly times: number[] = [];
  private first = 0;

  /** How many were admitted in the second before `nowMs`. */
  count(nowMs: number): number {
    while (this.first < this.times.length && this.times[this.first]! <= nowMs - 1000) this.first += 1;
    if (this.first > 1024) {
      this.times.splice(0, this.first);
      this.first = 0;
    }
    return this.times.length - this.first;
  }

  add(nowMs: number): void {
    this.times.push(nowMs);
  }
}
