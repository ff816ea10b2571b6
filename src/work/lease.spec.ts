import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { CancelledError, Lease, LeaseLostError } from './lease.js';

describe('Lease', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  const hold = (extend: () => Promise<'held' | 'lost' | 'cancelled'>) => {
    jest.useFakeTimers({ now: 0 });
    return new Lease({ leaseSeconds: 6, extend });
  };

  it('goes on while the database says so', async () => {
    const lease = hold(async () => 'held');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(lease.signal.aborted).toBe(false);
    lease.end();
  });

  it.each([
    ['lost', LeaseLostError],
    ['cancelled', CancelledError],
  ] as const)('aborts the work when it is %s', async (state, reason) => {
    const lease = hold(async () => state);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(lease.signal.reason).toBeInstanceOf(reason);
    lease.end();
  });

  it('survives a database that is away for less than a lease, and no longer', async () => {
    const lease = hold(() => Promise.reject(new Error('away')));
    await jest.advanceTimersByTimeAsync(5_000);
    expect(lease.signal.aborted).toBe(false);
    await jest.advanceTimersByTimeAsync(3_000);
    expect(lease.signal.reason).toBeInstanceOf(LeaseLostError);
    lease.end();
  });
});
