import { randomUUID } from 'node:crypto';
import { lastStart } from '../../../common/timed-signal.js';
import { ProviderNotAskedError } from '../../provider.errors.js';
import { BudgetExhaustedError } from './budget-exhausted.error.js';
import type { CallSemaphore } from './call.semaphore.js';

/** A permit that another process releases is noticed after this time at most. */
const RECHECK_MS = 50;

/** The calls of this process that wait for a permit of one key. */
export class SemaphoreQueue {
  private readonly waiting: (() => void)[] = [];
  /** Calls that hold a permit or wait for one. */
  private active = 0;

  /** @param current the semaphore to use now, and its limit */
  constructor(
    private readonly key: string,
    private readonly current: () => { semaphore: CallSemaphore; limit: number },
    private readonly patienceMs: number,
  ) {}

  get idle(): boolean {
    return this.active === 0;
  }

  /**
   * @returns releases the permit; called once, when the call is over
   * @throws BudgetExhaustedError after the patience; ProviderNotAskedError when this process was too slow to find out;
   *   the reason of an aborted signal
   */
  async acquire(signal: AbortSignal): Promise<() => void> {
    const permit = randomUUID();
    const since = performance.now();
    /** Known once there was no permit: until then only this process, or Redis, was slow. */
    let until: number | undefined;
    let { semaphore, limit } = this.current();
    this.active += 1;
    try {
      for (;;) {
        signal.throwIfAborted();
        // `current` no longer returns a semaphore that could not be reached.
        if (await semaphore.acquire(this.key, permit, limit).catch(() => false))
          return this.releaseOf(semaphore, permit);
        const now = performance.now();
        if (until === undefined && lastStart(signal) <= now) throw new ProviderNotAskedError();
        until ??= Math.min(now + this.patienceMs, lastStart(signal));
        if (now >= until) throw new BudgetExhaustedError(now - since);
        await this.untilNext(signal);
        ({ semaphore, limit } = this.current());
      }
    } catch (error) {
      this.releaseOf(semaphore, permit)();
      throw error;
    }
  }

  private releaseOf(semaphore: CallSemaphore, permit: string): () => void {
    return () => {
      this.active -= 1;
      void semaphore.release(this.key, permit).then(() => this.waiting[0]?.());
    };
  }

  private untilNext(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', go);
        const place = this.waiting.indexOf(go);
        if (place >= 0) this.waiting.splice(place, 1);
        resolve();
      };
      const timer = setTimeout(go, RECHECK_MS);
      signal.addEventListener('abort', go, { once: true });
      this.waiting.push(go);
      if (signal.aborted) go();
    });
  }
}
