import { beforeEach, describe, expect, it } from '@jest/globals';
import { LocalRateLimiter } from './local-rate.limiter.js';
import { AHEAD_MS, HEADROOM } from './rate.limiter.js';

describe('LocalRateLimiter', () => {
  let now: number;
  let limiter: LocalRateLimiter;
  beforeEach(() => {
    now = 1_000;
    limiter = new LocalRateLimiter(() => now);
  });

  const slow = { key: 'account:list', perSecond: 10 };
  const fast = { key: 'account', perSecond: 100 };
  /** Reserves everything that is free, every 5 ms. */
  const takeFor = async (ms: number, rates: (typeof slow)[], part = 1) => {
    let taken = 0;
    for (const end = now + ms; now < end; now += 5) taken += (await limiter.reserve(rates, 100, part)).count;
    return taken;
  };

  it('reserves at the full rate and no faster, however many are requested', async () => {
    expect(await takeFor(10_000, [fast])).toBeCloseTo(1_000 * HEADROOM, -1);
    expect(await takeFor(10_000, [slow, fast])).toBeCloseTo(100 * HEADROOM, -1);
  });

  it('spaces reservations evenly, and reports when the next is free', async () => {
    const everyMs = 1000 / (10 * HEADROOM);
    expect(await limiter.reserve([slow], 5)).toEqual({ count: 1, startMs: 0, everyMs });
    const refused = await limiter.reserve([slow], 5);
    expect(refused).toEqual({ count: 0, startMs: everyMs, everyMs });
    now += everyMs - AHEAD_MS;
    expect((await limiter.reserve([slow], 1)).count).toBe(1);
  });

  it('reserves for all keys or for none, and wastes no capacity of the fast one', async () => {
    await limiter.reserve([slow, fast], 1);
    for (let n = 0; n < 50; n++) expect((await limiter.reserve([slow, fast], 1)).count).toBe(0);
    const { startMs } = await limiter.reserve([fast], 1);
    expect(startMs).toBeLessThan(11);
  });

  it('leaves the rest of the rate to other processes', async () => {
    expect(await takeFor(10_000, [fast], 1 / 4)).toBeCloseTo(250 * HEADROOM, -1);
  });

  it('blocks a refused key, then halves its rate and raises it slowly', async () => {
    await limiter.reserve([fast], 1);
    await limiter.refuse('account', 3);
    expect(limiter.isBlocked([fast])).toBe(true);
    expect(await limiter.reserve([slow, fast], 1)).toMatchObject({ count: 0, startMs: 3_000 });
    now += 3_000;
    expect(limiter.isBlocked([fast])).toBe(false);
    const after = await limiter.reserve([fast], 1);
    expect(after).toMatchObject({ count: 1, everyMs: (1000 / (100 * HEADROOM)) * 2 });
    await takeFor(5_000, [fast]);
    expect((await limiter.reserve([fast], 1)).everyMs).toBeCloseTo(1000 / (100 * HEADROOM), 5);
  });

  it('counts refusals of calls that were under way together as one', async () => {
    for (let n = 0; n < 20; n++) await limiter.refuse('account', 1);
    now += 1_000;
    expect((await limiter.reserve([fast], 1)).everyMs).toBeCloseTo((1000 / (100 * HEADROOM)) * 2, 5);
    for (let n = 0; n < 20; n++) {
      await limiter.refuse('account', 1);
      now += 1_000;
    }
    expect((await limiter.reserve([fast], 1)).everyMs).toBeCloseTo((1000 / (100 * HEADROOM)) * 20, 5);
  });
});
