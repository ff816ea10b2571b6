/** How many requests of one account may run at the same time; null switches the limit off. */
export class ConcurrencyLimiter {
  private readonly running = new Map<string, number>();

  constructor(public limits: { connections: number | null }) {}

  /** @returns what ends the request, or undefined when there are too many */
  admit(account: string): (() => void) | undefined {
    const running = this.running.get(account) ?? 0;
    if (this.limits.connections !== null && running >= this.limits.connections) return undefined;
    this.running.set(account, running + 1);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.running.set(account, this.running.get(account)! - 1);
    };
  }
}
