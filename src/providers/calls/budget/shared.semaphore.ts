import type { SharedState } from '../redis/shared.state.js';
import type { CallSemaphore } from './call.semaphore.js';
import { ACQUIRE_SCRIPT, RELEASE_SCRIPT } from './semaphore.scripts.js';

/** Counts the calls under way in all processes together. */
export class SharedSemaphore implements CallSemaphore {
  /**
   * @param leaseMs longer than any call takes
   * @param patienceMs the longest that a call waits for a permit
   */
  constructor(
    private readonly state: SharedState,
    private readonly leaseMs: number,
    private readonly patienceMs: number,
  ) {}

  async acquire(key: string, permit: string, limit: number): Promise<boolean> {
    const args = [permit, limit, this.leaseMs, this.patienceMs];
    return (await this.state.run(ACQUIRE_SCRIPT, redisKeys(key), args)) === 1;
  }

  /** A permit that cannot be given back ends with its lease. */
  async release(key: string, permit: string): Promise<void> {
    await this.state.run(RELEASE_SCRIPT, redisKeys(key), [permit]).catch(() => undefined);
  }
}

function redisKeys(key: string): [held: string, waiting: string] {
  return [`inside:${key}`, `waiting:${key}`];
}
