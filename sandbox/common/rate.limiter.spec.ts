import { describe, expect, it } from '@jest/globals';
import { RateLimiter } from './rate.limiter.js';

describe('RateLimiter', () => {
  const burst = (limiter: RateLimiter, account: string, operations: string[]) =>
    operations.map((operation) => limiter.admit(account, operation));

  it('limits one operation before the whole account', () => {
    const limiter = new RateLimiter({ endpointPerSecond: 2, globalPerSecond: 3 });
    expect(burst(limiter, 'a', ['list', 'list', 'list', 'get', 'put'])).toEqual([
      'admitted',
      'admitted',
      'endpoint-rate',
      'admitted',
      'global-rate',
    ]);
  });

  it('counts accounts apart, and nothing when switched off', () => {
    const limiter = new RateLimiter({ endpointPerSecond: 1, globalPerSecond: null });
    expect(burst(limiter, 'a', ['list'])).toEqual(burst(limiter, 'b', ['list']));
    limiter.limits = { endpointPerSecond: null, globalPerSecond: null };
    expect(burst(limiter, 'a', ['list', 'list'])).toEqual(['admitted', 'admitted']);
  });
});
