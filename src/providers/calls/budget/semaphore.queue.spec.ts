import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { elapse } from '../../../../test/support/fixed.wait.js';
import { timedSignal } from '../../../common/timed-signal.js';
import { ProviderNotAskedError } from '../../provider.errors.js';
import { BudgetExhaustedError } from './budget-exhausted.error.js';
import type { CallSemaphore } from './call.semaphore.js';
import { LocalSemaphore } from './local.semaphore.js';
import { SemaphoreQueue } from './semaphore.queue.js';

const PATIENCE_MS = 5_000;

describe('SemaphoreQueue', () => {
  const signal = new AbortController().signal;
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** One that says after a time that it cannot be reached. */
  const lost = (ms: number): CallSemaphore => ({
    acquire: () => elapse(ms).then(() => Promise.reject(new Error('Redis is unavailable'))),
    release: async () => undefined,
  });
  /** The first semaphore for the first permit, then another. */
  const queueOf = (first: CallSemaphore, then: CallSemaphore = first, limit = 1) => {
    let asked = 0;
    return new SemaphoreQueue('account', () => ({ semaphore: asked++ === 0 ? first : then, limit }), PATIENCE_MS);
  };

  it('does not take a Redis that was slow to fail for an account without a permit', async () => {
    const acquired = queueOf(lost(6_000), new LocalSemaphore()).acquire(signal);
    await jest.advanceTimersByTimeAsync(6_100);
    expect(await acquired).toEqual(expect.any(Function));
  });

  it('waits for its patience when there is no permit', async () => {
    const queue = queueOf(new LocalSemaphore());
    await queue.acquire(signal);
    const refused = queue.acquire(signal).catch((error: unknown) => error);
    await jest.advanceTimersByTimeAsync(PATIENCE_MS - 100);
    expect(await Promise.race([refused, Promise.resolve('waits')])).toBe('waits');
    await jest.advanceTimersByTimeAsync(200);
    expect(await refused).toBeInstanceOf(BudgetExhaustedError);
  });

  it('says of a call which has no time left because this process was slow that it was not made', async () => {
    const timed = timedSignal(signal, performance.now(), 1);
    const late = queueOf(lost(600))
      .acquire(timed)
      .catch((error: unknown) => error);
    await jest.advanceTimersByTimeAsync(601);
    expect(await late).toBeInstanceOf(ProviderNotAskedError);
  });
});
