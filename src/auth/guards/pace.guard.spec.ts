import { describe, expect, it } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import { TooManyRequestsError } from '../../common/http.errors.js';
import { loadConfig } from '../../config/config.js';
import { PaceGuard } from './pace.guard.js';

const request = (tenantId: string) =>
  ({ switchToHttp: () => ({ getRequest: () => ({ user: { kind: 'user', id: 'u', tenantId } }) }) }) as ExecutionContext;

describe('PaceGuard', () => {
  it('lets a burst through, then says when to come back, and leaves other callers alone', () => {
    const guard = new PaceGuard(loadConfig({ HTTP_REQUESTS_PER_MINUTE: '60' }));
    for (let i = 0; i < 10; i++) expect(guard.canActivate(request('a'))).toBe(true);
    expect(() => guard.canActivate(request('a'))).toThrow(TooManyRequestsError);
    try {
      guard.canActivate(request('a'));
    } catch (error) {
      expect((error as TooManyRequestsError).headers).toEqual({ 'retry-after': '1' });
    }
    expect(guard.canActivate(request('b'))).toBe(true);
  });
});
