/** How many more may be looked at for each one that gets through. */
const EARNED = 8;
/** The database is asked for so many at a time at most. */
const MOST = 1_000;

/**
 * How many targets may be looked at again that are held for the same reason. A few in a time; and each that gets through is a
 * sign that others do. So a reason that lasts costs few requests, and what has ended is found out and followed within a few
 * rounds.
 */
export class RecheckAllowance {
  private rest = 0;
  private renewedAt = -Infinity;

  /** @param probes in so many seconds */
  constructor(
    private readonly probes: number,
    private readonly seconds: number,
  ) {}

  /** @param now `performance.now()` */
  left(now: number): number {
    if (now - this.renewedAt >= this.seconds * 1_000) {
      this.rest = Math.max(this.rest, this.probes);
      this.renewedAt = now;
    }
    return Math.min(this.rest, MOST);
  }

  use(looked: number): void {
    this.rest -= looked;
  }

  earn(through: number): void {
    this.rest += through * EARNED;
  }
}
