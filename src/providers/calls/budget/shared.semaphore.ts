import type { Limits } from '../../../config/limits.config.js';
import type { SharedState } from '../redis/shared.state.js';
import type { CallSemaphore } from './call.semaphore.js';
import { ACQUIRE_SCRIPT, RELEASE_SCRIPT, RENEW_SCRIPT } from './semaphore.scripts.js';

type SemaphoreLimits = Pick<Limits, 'PROVIDER_PERMIT_LEASE_MS' | 'PROVIDER_BUDGET_PATIENCE_MS'>;

/** A permit that somebody waits for is kept in the queue a little longer than that. */
const WAITING_MARGIN_MS = 1_000;

/** Counts the calls under way in all processes together. */
export class SharedSemaphore implements CallSemaphore {
  private readonly heartbeats = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly state: SharedState,
    private readonly limits: SemaphoreLimits,
  ) {}

  async acquire(key: string, permit: string, limit: number): Promise<boolean> {
    const { PROVIDER_PERMIT_LEASE_MS: leaseMs, PROVIDER_BUDGET_PATIENCE_MS: patienceMs } = this.limits;
    const args = [permit, limit, leaseMs, patienceMs + WAITING_MARGIN_MS];
    if ((await this.state.run(ACQUIRE_SCRIPT, redisKeys(key), args)) !== 1) return false;
    const heartbeat = setInterval(() => void this.renew(key, permit), leaseMs / 3);
    this.heartbeats.set(permit, heartbeat.unref());
    return true;
  }

  /** A permit that cannot be given back ends with its lease. */
  async release(key: string, permit: string): Promise<void> {
    clearInterval(this.heartbeats.get(permit));
    this.heartbeats.delete(permit);
    await this.state.run(RELEASE_SCRIPT, redisKeys(key), [permit]).catch(() => undefined);
  }

  private async renew(key: string, permit: string): Promise<void> {
    const args = [permit, this.limits.PROVIDER_PERMIT_LEASE_MS];
    await this.state.run(RENEW_SCRIPT, redisKeys(key), args).catch(() => undefined);
  }
}

function redisKeys(key: string): [held: string, waiting: string] {
  return [`inside:${key}`, `waiting:${key}`];
}
