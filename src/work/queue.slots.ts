/**
 * A semaphore for jobs from Redis and for work taken directly from PostgreSQL, so that together they never exceed the
 * queue's concurrency. It also measures how long Redis has delivered nothing to a process that waits for jobs.
 */
export class QueueSlots {
  private used = 0;
  private jobs = 0;
  private readonly waiting: (() => void)[] = [];
  private quietSince: number;
  private stopped = false;

  /** @param now time in ms from a monotonic clock */
  constructor(
    private readonly size: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.quietSince = now();
  }

  /** Number of slots that are not in use and that no job waits for. */
  get free(): number {
    return Math.max(0, this.size - this.used - this.waiting.length);
  }

  /**
   * How long Redis could have delivered a job but did not. Work that did not come from Redis does not count. A process
   * with as many jobs as slots does not ask for more.
   */
  quietMs(): number {
    return this.jobs >= this.size ? 0 : this.now() - this.quietSince;
  }

  /** Runs a job that Redis delivered, once a slot is free. `null`: the process is stopping, and the job was not run. */
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

  /** Runs work that was not delivered, if a slot is free now. `null`: none is free. */
  tryRun<T>(work: () => Promise<T>): Promise<T> | null {
    if (this.free === 0 || this.stopped) return null;
    this.used++;
    return work().finally(() => this.release());
  }

  /** Jobs that wait for a slot, or arrive later, are not started. Their rows stay due. */
  stop(): void {
    this.stopped = true;
  }

  /** Passes the slot to the job that has waited longest. */
  private release(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.used--;
  }
}
