interface Stop {
  name: string;
  stop: () => Promise<void>;
}

/** What has been started, to be stopped in the reverse order: the service before what it needs. */
export class StopList {
  private readonly stops: Stop[] = [];

  add(name: string, stop: () => Promise<void>): void {
    this.stops.push({ name, stop });
  }

  /** Stops all of it, whatever goes wrong on the way. Returns what did. */
  async stopAll(): Promise<string[]> {
    const problems: string[] = [];
    for (let next = this.stops.pop(); next; next = this.stops.pop()) {
      const { name, stop } = next;
      await stop().catch((error: unknown) => problems.push(`${name} did not stop: ${(error as Error).message}`));
    }
    return problems;
  }
}
