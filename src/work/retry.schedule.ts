import { QUEUES, type QueueDefinition, type QueueKey } from './queue.table.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Delays of the slow retries, which follow the quick retries of the queue: twelve tries over about three days. */
export const SLOW_DELAYS_MS = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  1 * HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
  12 * HOUR,
  24 * HOUR,
  24 * HOUR,
] as const;

export interface Retry {
  /**
   * `quick`: Bull tries again after its own backoff. `slow`: the row becomes due later, and the reconciler hints it.
   */
  tier: 'quick' | 'slow';
  delayMs: number;
}

/**
 * The retry after failure number `attempts`, counted from 1. `null`: the work is dead.
 * @param random in [0, 1): adds up to a fifth to a slow delay, so that not all work restarts at the same moment after
 * an outage
 */
export function nextRetry(key: QueueKey, attempts: number, random: () => number = Math.random): Retry | null {
  const queue: QueueDefinition = QUEUES[key];
  if (attempts < queue.attempts) {
    const { type, delay } = queue.backoff;
    return { tier: 'quick', delayMs: type === 'fixed' ? delay : (2 ** attempts - 1) * delay };
  }
  const slow = SLOW_DELAYS_MS[attempts - queue.attempts];
  return slow === undefined ? null : { tier: 'slow', delayMs: Math.round(slow * (1 + random() / 5)) };
}
