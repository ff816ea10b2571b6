import { Logger } from '@nestjs/common';
import { sleep } from './sleep.js';

/**
 * One round. It returns how many ms to wait before the next round, `null` to end the loop, or nothing for the usual
 * time. `signal` is aborted when the loop is stopped.
 */
export type Round = (signal: AbortSignal) => Promise<number | null | void>;

export interface LoopOptions {
  /** Names the loop in the log, for example `schedules`. */
  name: string;
  /** Time from the end of a round to the start of the next, in ms. */
  everyMs: number;
  /** Time before the first round, in ms. */
  firstMs?: number;
}

/**
 * Runs rounds in the background, one at a time, until it is stopped. A round that fails is logged, and the loop
 * continues. If the same failure repeats, only the first one and the recovery are logged. The loop does not keep the
 * process alive.
 */
export class BackgroundLoop {
  private readonly logger: Logger;
  private readonly stopping = new AbortController();
  private running?: Promise<void>;
  private failures = 0;
  private lastFailure?: string;

  constructor(
    private readonly options: LoopOptions,
    private readonly round: Round,
  ) {
    this.logger = new Logger(options.name);
  }

  /** Does nothing if it was started before. */
  start(): void {
    this.running ??= this.run();
  }

  /** Ends the pause between two rounds immediately, and waits for a round that is in progress. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { everyMs, firstMs = 0 } = this.options;
    let delayMs: number | null = firstMs;
    while (delayMs !== null && (await this.waits(delayMs))) {
      const next: number | null | void = await this.attempt();
      delayMs = next === undefined ? everyMs : next;
    }
  }

  /** Returns `false` if the loop was stopped. */
  private async waits(delayMs: number): Promise<boolean> {
    const { signal } = this.stopping;
    await sleep(delayMs, signal, { ref: false }).catch(() => undefined);
    return !signal.aborted;
  }

  private async attempt(): Promise<number | null | void> {
    try {
      const next = await this.round(this.stopping.signal);
      this.recovered();
      return next;
    } catch (error) {
      this.failed(error);
    }
  }

  private failed(error: unknown): void {
    this.failures++;
    const message = error instanceof Error ? error.message : String(error);
    if (message !== this.lastFailure) this.logger.warn(`round_failed: ${message}`);
    this.lastFailure = message;
  }

  private recovered(): void {
    if (this.failures > 0) this.logger.log(`round_recovered: after ${this.failures} failed`);
    this.failures = 0;
    this.lastFailure = undefined;
  }
}
