import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { Config, Role } from '../../config/config.js';
import type { TenantTransaction } from '../../database/transaction.js';
import type { IntegrationRow } from '../connections/integration.row.js';
import { ConsentRevoker } from './consent.revoker.js';
import type { Revocation } from './revocation.store.js';

const TRIES = 3;
const ROW = { tenantId: 't', id: 'i', provider: 'stripe', authMethod: 'oauth', status: 'connected' } as IntegrationRow;
const revocation = (attempts = 1) =>
  ({ tenantId: 't', integrationId: 'i', provider: 'stripe', externalAccountId: 'acct_1', attempts }) as Revocation;

describe('ConsentRevoker', () => {
  const tx = {} as TenantTransaction;
  const warn = jest.spyOn(Logger.prototype, 'warn');
  let happened: string[];
  let usedElsewhere: boolean;
  let away: Error | undefined;
  let configured: boolean;
  let unreadable: boolean;

  beforeEach(() => {
    warn.mockReset().mockImplementation(() => undefined);
    [happened, usedElsewhere, away, configured, unreadable] = [[], false, undefined, true, false];
  });

  function revoker(...roles: Role[]): ConsentRevoker {
    const oauth = {
      isConfigured: () => configured,
      revoke: async () => {
        happened.push('revoked');
        if (away) throw away;
      },
    };
    const credentials = {
      load: async () => {
        if (unreadable) throw new Error('ENCRYPTION_KEYS has no key "old"');
        return { refreshToken: 'r' };
      },
    };
    const store = {
      insert: async (_tx: unknown, _row: unknown, _credentials: unknown, delayMs: number) =>
        happened.push(`handed over, ${delayMs > 0 ? 'later' : 'at once'}`),
      take: async () => revocation(),
      connectionOf: () => ({}),
      isUsedElsewhere: async () => usedElsewhere,
      remove: async () => happened.push('removed'),
    };
    const config = { limits: { CONSENT_REVOCATION_TRIES: TRIES } } as unknown as Config;
    const made = new ConsentRevoker({ get: () => ({ oauth }) } as never, credentials as never, store as never, config);
    if (roles.includes('worker')) made.revokeHere();
    return made;
  }

  it('hands a consent over to workers, and gives it back itself only where it is one', async () => {
    expect(await revoker('api').handOver(tx, ROW)).toBe(true);
    await revoker('api', 'scheduler').revokeNow(ROW);
    expect(happened.splice(0)).toEqual(['handed over, at once']);
    expect(await revoker('api', 'worker').handOver(tx, ROW)).toBe(true);
    await revoker('api', 'worker').revokeNow(ROW);
    expect(happened).toEqual(['handed over, later', 'revoked', 'removed']);
  });

  it.each([
    ['a key', { authMethod: 'key' }],
    ['a connection that has ended', { status: 'disconnected' }],
  ])('has nothing to hand over for %s', async (_, change) => {
    expect(await revoker('api').handOver(tx, { ...ROW, ...change } as IntegrationRow)).toBe(false);
    expect(happened).toEqual([]);
  });

  it('lets a disconnection go on whose credentials do not open, or whose provider is not set up', async () => {
    unreadable = true;
    expect(await revoker('api').handOver(tx, ROW)).toBe(false);
    [unreadable, configured] = [false, false];
    expect(await revoker('api').handOver(tx, ROW)).toBe(false);
    expect(happened).toEqual([]);
  });

  it('leaves a consent that is used elsewhere', async () => {
    usedElsewhere = true;
    await revoker('worker').revoke(revocation());
    expect(happened).toEqual(['removed']);
  });

  it('tries again while the provider is away, and has an end', async () => {
    away = new Error('ECONNREFUSED');
    for (const attempts of [1, 2]) await revoker('worker').revoke(revocation(attempts));
    expect(happened.splice(0)).toEqual(['revoked', 'revoked']);
    await revoker('worker').revoke(revocation(TRIES));
    expect(happened).toEqual(['revoked', 'removed']);
    expect(warn.mock.calls.map(([line]) => String(line))).toEqual(
      Array.from({ length: TRIES }, (_, n) =>
        expect.stringContaining(
          `could not be revoked. It is ${n === TRIES - 1 ? 'not tried' : 'tried'} again: ECONNREFUSED`,
        ),
      ),
    );
  });
});
