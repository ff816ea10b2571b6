/**
 * Counts the failures since an account last answered. Calls that were under way together and failed together count as
 * one failure: a proxy that restarts resets dozens of connections and is back at once. Failures of a single request do
 * not count against the account: it can be one object that the provider cannot render.
 */
export class FailureStreak {
  private count = 0;
  private lastAt = -Infinity;
  private first?: string;
  private several = false;

  constructor(private readonly enough: number) {}

  /**
   * @param begunAt when the request was sent, milliseconds
   * @returns whether the failures are enough to consider the account down
   */
  add(request: string, begunAt: number, now: number): boolean {
    this.first ??= request;
    if (request !== this.first) this.several = true;
    if (begunAt >= this.lastAt) {
      this.count += 1;
      this.lastAt = now;
    }
    return this.count >= this.enough && this.several;
  }

  end(): void {
    this.count = 0;
    this.first = undefined;
    this.several = false;
  }
}
