import { setTimeout as sleep } from 'node:timers/promises';
import { BackgroundLoop } from './background.loop.js';

/** Time limit of the last write, so that a database that hangs does not delay the end of the process. */
const LAST_FLUSH_MS = 3_000;

/** Writes data from memory at intervals, one write at a time, and once more before the process ends. */
export class BackgroundFlush {
  private running: Promise<void> = Promise.resolve();
  private loop?: BackgroundLoop;

  /** @param write must handle its own errors */
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
