/**
 * A semaphore that jobs from Redis and work taken straight from PostgreSQL share, so that both together are never more
 * than the queue's concurrency. It also knows for how long Redis has delivered nothing to a process that waits for it.
 */
export class QueueSlots {
  private used = 0;
  private jobs = 0;
  private readonly waiting: (() => void)[] = [];
  private quietSince: number;
  private stopped = false;

  /** @param now monotonic milliseconds */
  constructor(
    private readonly size: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.quietSince = now();
  }

  /** Slots that are not in use and that no job waits for. */
  get free(): number {
    return Math.max(0, this.size - this.used - this.waiting.length);
  }

  /**
   * Since when a job could have been delivered and none was. Work that did not come from Redis says nothing about it; a
   * process with as many jobs as slots does not ask for more.
   */
  quietMs(): number {
    return this.jobs >= this.size ? 0 : this.now() - this.quietSince;
  }

  /** A job that Redis delivered: waits for a slot. `null`: the process stops, and it was not done. */
  async runJob<T>(work: () => Promise<T>): Promise<T | null> {
    this.quietSince = this.now();
    this.jobs++;
    try {
      const waits = this.used >= this.size;
      if (waits) await new Promise<void>((resolve) => this.waiting.push(resolve));
      else this.used++;
      try {
        return this.stopped ? null : await work();
      } finally {
        this.release();
      }
    } finally {
      if (this.jobs >= this.size) this.quietSince = this.now();
      this.jobs--;
    }
  }

  /** Work that was not delivered: done if a slot is free now. `null`: none is. */
  tryRun<T>(work: () => Promise<T>): Promise<T> | null {
    if (this.free === 0 || this.stopped) return null;
    this.used++;
    return work().finally(() => this.release());
  }

  /** Jobs that wait for a slot, or are delivered from now on, are not begun: their rows stay due. */
  stop(): void {
    this.stopped = true;
  }

  /** The slot goes to the job that has waited longest. */
  private release(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.used--;
  }
}
