/**
 * Failures since an account last answered, as far as they tell of the account. What was under way together and failed
 * together is one failure: a proxy that restarts resets dozens of connections, and is back at once. And one request
 * that fails again and again is its own trouble, such as one object that a provider cannot render.
 */
export class FailureStreak {
  private count = 0;
  private lastAt = -Infinity;
  private first?: string;
  private several = false;

  constructor(private readonly enough: number) {}

  /**
   * @param begunAt when the request was sent, milliseconds
   * @returns whether that is enough to take the account for down
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
