import { sleep } from './sleep.js';

/** Work in steps that leaves some of the time to others: after each step it rests for a share of the time that the step took. */
export class DutyCycle {
  private since = performance.now();

  /** @param restPercent of the time of a step; 100: it works half of the time */
  constructor(private readonly restPercent: number) {}

  /** To be called between two steps. @throws the reason of an aborted signal */
  async rest(signal: AbortSignal): Promise<void> {
    await sleep(((performance.now() - this.since) * this.restPercent) / 100, signal);
    this.since = performance.now();
  }
}
