import type { SharedState } from '../redis/shared.state.js';
import type { CallSemaphore } from './call.semaphore.js';
import { ACQUIRE_SCRIPT, RELEASE_SCRIPT, RENEW_SCRIPT } from './semaphore.scripts.js';

/** After this time the permits of a process that died are free again, however long a call may take. */
const LEASE_MS = 30_000;
const RENEW_MS = LEASE_MS / 3;

/** Counts the calls under way in all processes together. */
export class SharedSemaphore implements CallSemaphore {
  private readonly renewals = new Map<string, NodeJS.Timeout>();

  /** @param patienceMs the longest that a call waits for a permit */
  constructor(
    private readonly state: SharedState,
    private readonly patienceMs: number,
  ) {}

  async acquire(key: string, permit: string, limit: number): Promise<boolean> {
    const args = [permit, limit, LEASE_MS, this.patienceMs];
    if ((await this.state.run(ACQUIRE_SCRIPT, redisKeys(key), args)) !== 1) return false;
    const renewal = setInterval(() => void this.renew(key, permit), RENEW_MS);
    this.renewals.set(permit, renewal.unref());
    return true;
  }

  /** A permit that cannot be given back ends with its lease. */
  async release(key: string, permit: string): Promise<void> {
    clearInterval(this.renewals.get(permit));
    this.renewals.delete(permit);
    await this.state.run(RELEASE_SCRIPT, redisKeys(key), [permit]).catch(() => undefined);
  }

  private async renew(key: string, permit: string): Promise<void> {
    await this.state.run(RENEW_SCRIPT, redisKeys(key), [permit, LEASE_MS]).catch(() => undefined);
  }
}

function redisKeys(key: string): [held: string, waiting: string] {
  return [`inside:${key}`, `waiting:${key}`];
}
