import { describe, expect, it } from '@jest/globals';
import { nextRetry, SLOW_DELAYS_MS } from './retry.schedule.js';

const never = () => 0;

describe('nextRetry', () => {
  it('follows the queue first, then the slow schedule, then gives up', () => {
    const delays = Array.from({ length: 18 }, (_, i) => nextRetry('critical', i + 1, never)?.delayMs ?? null);
    expect(delays).toEqual([1_000, 3_000, 7_000, 15_000, ...SLOW_DELAYS_MS, null, null]);
  });

  it('takes the backoff of the queue that the job belongs to', () => {
    expect(nextRetry('high', 1, never)).toEqual({ tier: 'quick', delayMs: 2_000 });
    expect(nextRetry('normal', 2, never)).toEqual({ tier: 'quick', delayMs: 15_000 });
    expect(nextRetry('low', 1, never)).toEqual({ tier: 'quick', delayMs: 10_000 });
    expect(nextRetry('low', 2, never)).toEqual({ tier: 'slow', delayMs: 5_000 });
  });

  it('spreads the slow tier by up to a fifth', () => {
    expect(nextRetry('high', 3, () => 0.999)?.delayMs).toBeLessThanOrEqual(6_000);
    expect(nextRetry('high', 3, () => 0.5)?.delayMs).toBe(5_500);
  });
});
