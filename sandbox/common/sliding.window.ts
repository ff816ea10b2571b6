/** Counts what happened within the last while (a second, unless told otherwise), exactly. */
export class SlidingWindow {
  private readonly times: number[] = [];
  private first = 0;

  constructor(private readonly spanMs = 1000) {}

  /** How many were admitted in that while before `nowMs`. */
  count(nowMs: number): number {
    while (this.first < this.times.length && this.times[this.first]! <= nowMs - this.spanMs) this.first += 1;
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
