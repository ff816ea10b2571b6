import { describe, expect, it } from '@jest/globals';
import type { CallHandler, ExecutionContext } from '@nestjs/common';
import { lastValueFrom, of, throwError } from 'rxjs';
import type { AuditLog } from '../../audit/audit.log.js';
import { NotFoundError, UnavailableError } from '../../common/http.errors.js';
import { AuditInterceptor } from './audit.interceptor.js';

const request = {
  id: 'request-1',
  method: 'POST',
  routeOptions: { url: '/api/v1/admin/cleanup' },
  user: { kind: 'user', id: 'u-1', tenantId: 't-1' },
};

const context = {
  switchToHttp: () => ({ getRequest: () => request, getResponse: () => ({ statusCode: 202 }) }),
} as unknown as ExecutionContext;

function recorder(begin: () => Promise<string> = async () => 'a-1') {
  const ended: unknown[] = [];
  const begun: unknown[] = [];
  const log = {
    begin: (...entry: unknown[]) => (begun.push(entry), begin()),
    end: async (...outcome: unknown[]) => void ended.push(outcome),
  };
  return { begun, ended, interceptor: new AuditInterceptor(log as unknown as AuditLog) };
}

const run = (interceptor: AuditInterceptor, handle: CallHandler['handle']) =>
  lastValueFrom(interceptor.intercept(context, { handle }));

describe('AuditInterceptor', () => {
  it('writes down who asked for what, and how it ended', async () => {
    const { begun, ended, interceptor } = recorder();
    expect(await run(interceptor, () => of('answer'))).toBe('answer');
    expect(begun).toMatchObject([['t-1', { actor: 'user:u-1', action: 'POST /api/v1/admin/cleanup' }]]);
    expect(ended).toEqual([['t-1', 'a-1', { status: 202 }]]);
  });

  it('writes down refusals, and passes them on', async () => {
    const { ended, interceptor } = recorder();
    const refused = run(interceptor, () => throwError(() => new NotFoundError('The queue', 'queue_not_found')));
    await expect(refused).rejects.toMatchObject({ code: 'queue_not_found' });
    expect(ended).toEqual([['t-1', 'a-1', { status: 404, code: 'queue_not_found' }]]);
  });

  it('does nothing that it could not write down', async () => {
    const { interceptor } = recorder(() => Promise.reject(new UnavailableError('The database')));
    let handled = false;
    const asked = run(interceptor, () => {
      handled = true;
      return of('answer');
    });
    await expect(asked).rejects.toMatchObject({ status: 503 });
    expect(handled).toBe(false);
  });
});
