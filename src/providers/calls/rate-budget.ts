import { LocalSemaphore } from './budget/local.semaphore.js';
import { LocalRateLimiter } from './budget/local-rate.limiter.js';
import { SharedSemaphore } from './budget/shared.semaphore.js';
import { SharedRateLimiter } from './budget/shared-rate.limiter.js';
import { SemaphoreQueue } from './budget/semaphore.queue.js';
import type { Reservation, KeyRate } from './budget/rate.limiter.js';
import { ReservationQueue } from './budget/reservation.queue.js';
import type { SharedState } from './redis/shared.state.js';

/** Smallest part of the rate that a process uses while Redis is away. Few processes call one account at the same time. */
const SMALLEST_PART = 1 / 8;
const LONGEST_BLOCK_SECONDS = 3_600;
const MAX_QUEUES = 10_000;

export interface BudgetLimits {
  /** The longest that one call waits for the rate limiter. After that its work is postponed. */
  PROVIDER_BUDGET_PATIENCE_MS: number;
  /** After this time the permits for calls of a process that died are free for others. */
  PROVIDER_PERMIT_LEASE_MS: number;
}

/**
 * Rate limiter (GCRA) and semaphore for the calls of an account, shared by all processes. It spreads the calls evenly,
 * so the provider rarely answers 429. A 429 blocks the key and halves its rate; the rate then rises again slowly.
 * While Redis is away, each process uses its own part of the rate.
 */
export class RateBudget {
  private readonly localLimiter = new LocalRateLimiter();
  private readonly localSemaphore = new LocalSemaphore();
  private readonly sharedLimiter?: SharedRateLimiter;
  private readonly sharedSemaphore?: SharedSemaphore;
  private readonly reservations = new Map<string, ReservationQueue>();
  private readonly semaphores = new Map<string, SemaphoreQueue>();

  /** @param state absent: the budget is not shared with other processes */
  constructor(
    private readonly limits: BudgetLimits = { PROVIDER_BUDGET_PATIENCE_MS: 5_000, PROVIDER_PERMIT_LEASE_MS: 30_000 },
    private readonly state?: SharedState,
  ) {
    if (!state) return;
    this.sharedLimiter = new SharedRateLimiter(state);
    this.sharedSemaphore = new SharedSemaphore(state, limits);
  }

  /**
   * Waits until every key that the call counts against has capacity for it.
   * @param rates key (account, or account and operation) -> its rate, requests a second
   * @throws BudgetExhaustedError when there is no capacity within the patience; the reason of an aborted signal
   */
  take(rates: Readonly<Record<string, number>>, signal: AbortSignal): Promise<void> {
    const names = Object.keys(rates).join('\n');
    let queue = this.reservations.get(names);
    if (!queue) {
      const list = Object.entries(rates).map(([key, perSecond]) => ({ key, perSecond }));
      queue = new ReservationQueue((count) => this.reserve(list, count), this.limits.PROVIDER_BUDGET_PATIENCE_MS);
      keep(this.reservations, names, queue);
    }
    return queue.take(signal);
  }

  /** The provider refused a call for this key. Blocks the key for `seconds`, at most an hour, and halves its rate. */
  refused(key: string, seconds: number): void {
    const block = Math.min(seconds, LONGEST_BLOCK_SECONDS);
    for (const [names, queue] of this.reservations) if (names.split('\n').includes(key)) queue.dropSpare();
    void this.localLimiter.refuse(key, block);
    void this.sharedLimiter?.refuse(key, block).catch(() => undefined);
  }

  /**
   * Waits until fewer than `limit` calls are under way for this key.
   * @returns releases the permit; called once, when the call is over
   * @throws BudgetExhaustedError when none ends within the patience; the reason of an aborted signal
   */
  acquire(key: string, limit: number, signal: AbortSignal): Promise<() => void> {
    let queue = this.semaphores.get(key);
    if (!queue) {
      queue = new SemaphoreQueue(key, () => this.semaphoreFor(limit), this.limits.PROVIDER_BUDGET_PATIENCE_MS);
      keep(this.semaphores, key, queue);
    }
    return queue.acquire(signal);
  }

  private async reserve(rates: readonly KeyRate[], count: number): Promise<Reservation> {
    if (!this.sharedLimiter || !this.state?.available) return this.localLimiter.reserve(rates, count, this.part());
    // This process knows its own refusals without a round trip, and Redis may have missed them.
    if (this.localLimiter.isBlocked(rates)) return this.localLimiter.reserve(rates, count);
    const reservation = await this.sharedLimiter.reserve(rates, count).catch(() => null);
    if (!reservation) return this.localLimiter.reserve(rates, count, this.part());
    this.localLimiter.regain(rates, reservation.count);
    return reservation;
  }

  private semaphoreFor(limit: number): { semaphore: LocalSemaphore | SharedSemaphore; limit: number } {
    if (this.sharedSemaphore && this.state?.available) return { semaphore: this.sharedSemaphore, limit };
    return { semaphore: this.localSemaphore, limit: Math.max(1, Math.floor(limit * this.part())) };
  }

  /** The part of the rate that this process may use alone: all processes together stay within the limit. */
  private part(): number {
    if (!this.state) return 1;
    return this.state.processes === undefined ? SMALLEST_PART : Math.max(SMALLEST_PART, 1 / this.state.processes);
  }
}

function keep<T extends { idle: boolean }>(queues: Map<string, T>, name: string, queue: T): void {
  if (queues.size >= MAX_QUEUES) for (const [key, { idle }] of queues) if (idle) queues.delete(key);
  queues.set(name, queue);
}
