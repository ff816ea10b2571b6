import { setTimeout as sleep } from 'node:timers/promises';
import { BackgroundLoop } from './background.loop.js';

/** A database that hangs must not keep the process from ending in time. */
const LAST_FLUSH_MS = 3_000;

/** Writes what has gathered in memory at intervals, one write at a time, and once more before the process ends. */
export class BackgroundFlush {
  private running: Promise<void> = Promise.resolve();
  private loop?: BackgroundLoop;

  /** @param write handles its own failures */
  constructor(private readonly write: () => Promise<void>) {}

  start(everyMs: number): void {
    this.loop = new BackgroundLoop({ name: 'flush', everyMs, firstMs: everyMs }, () => this.flush());
    this.loop.start();
  }

  flush(): Promise<void> {
    return (this.running = this.running.then(() => this.write()));
  }

  async stop(): Promise<void> {
    void this.loop?.stop();
    await Promise.race([this.flush(), sleep(LAST_FLUSH_MS, undefined, { ref: false })]);
  }
}
