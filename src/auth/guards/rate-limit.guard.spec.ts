import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import { loadConfig } from '../../config/config.js';
import { RateLimitGuard } from './rate-limit.guard.js';

const request = (tenantId: string, id = 'u') =>
  ({ switchToHttp: () => ({ getRequest: () => ({ user: { kind: 'user', id, tenantId } }) }) }) as ExecutionContext;

const REFUSED = { status: 429, headers: { 'retry-after': expect.stringMatching(/^([1-9]|10)$/) } };

describe('RateLimitGuard', () => {
  // The clock is frozen: on a busy machine, a window of ten seconds could end in the middle of a test.
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] }));
  afterEach(() => void jest.useRealTimers());

  it('lets a burst through, then says when to come back, and leaves other callers alone', async () => {
    const guard = new RateLimitGuard(loadConfig({ HTTP_REQUESTS_PER_MINUTE: '60' }));
    for (let i = 0; i < 10; i++) await expect(guard.canActivate(request('a'))).resolves.toBe(true);
    await expect(guard.canActivate(request('a'))).rejects.toMatchObject(REFUSED);
    await expect(guard.canActivate(request('b'))).resolves.toBe(true);
  });

  it('counts all callers of a tenant together', async () => {
    const guard = new RateLimitGuard(loadConfig({ HTTP_TENANT_REQUESTS_PER_MINUTE: '60' }));
    for (let i = 0; i < 10; i++) await guard.canActivate(request('a', `u${i}`));
    await expect(guard.canActivate(request('a', 'u10'))).rejects.toMatchObject(REFUSED);
    await expect(guard.canActivate(request('b', 'u10'))).resolves.toBe(true);
  });

  it('remembers a caller however many others come', async () => {
    const guard = new RateLimitGuard(loadConfig({ HTTP_REQUESTS_PER_MINUTE: '6' }));
    await guard.canActivate(request('a'));
    for (let i = 0; i < 20_000; i++) await guard.canActivate(request(`t${i}`));
    await expect(guard.canActivate(request('a'))).rejects.toMatchObject(REFUSED);
  });
});
