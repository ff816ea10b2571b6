/** What the sandbox was asked, so that a test or a benchmark can say how many calls a piece of work cost. */
export class RequestCounter {
  private total = 0;
  private rateLimited = 0;
  private running = 0;
  private maxConcurrent = 0;
  private byEndpoint = new Map<string, number>();
  private byStatus = new Map<string, number>();
  private keys = new Map<string, number>();
  private accounts = new Map<string, number>();

  started(): void {
    this.total += 1;
    this.running += 1;
    this.maxConcurrent = Math.max(this.maxConcurrent, this.running);
  }

  finished(): void {
    this.running -= 1;
  }

  answered(endpoint: string, status: number | string, key: string | undefined, account: string | undefined): void {
    add(this.byEndpoint, endpoint);
    add(this.byStatus, String(status));
    if (status === 429) this.rateLimited += 1;
    if (key) add(this.keys, key.slice(-4));
    if (account) add(this.accounts, account);
  }

  report() {
    return {
      total: this.total,
      byEndpoint: Object.fromEntries(this.byEndpoint),
      byStatus: Object.fromEntries(this.byStatus),
      rateLimited: this.rateLimited,
      maxConcurrent: this.maxConcurrent,
      keys: Object.fromEntries(this.keys),
      accounts: Object.fromEntries(this.accounts),
    };
  }

  reset(): void {
    this.total = 0;
    this.rateLimited = 0;
    this.maxConcurrent = this.running;
    for (const counts of [this.byEndpoint, this.byStatus, this.keys, this.accounts]) counts.clear();
  }
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
