import type { Principal } from '../../auth/principal.js';
import { SigningKeys } from '../../common/signing-keys.js';
import { loadConfig } from '../../config/config.js';
import type { Database } from '../../database/database.js';
import type { ConfirmationStore } from './confirmation.store.js';
import { ConfirmationTokens } from './confirmation.tokens.js';
import { ConsentConfirmer } from './consent.confirmer.js';
import type { ConsentExchanger } from './consent.exchanger.js';
import type { OAuthPorts } from './oauth.ports.js';

const TENANT = '0192d3f0-aaaa-7bbb-8ccc-0123456789ab';
const OTHER = '0192d3f0-aaaa-7bbb-8ccc-0123456789ac';
const CODE = { code: 'c', codeVerifier: 'v', parameters: {} };
const PRINCIPAL: Principal = { kind: 'user', id: 'u1', tenantId: TENANT, isAdmin: false, permissions: [] };

/** Fakes a store that returns each confirmation once, and records in which tenant it was asked. */
function confirmer() {
  const tokens = new ConfirmationTokens(new SigningKeys(loadConfig({})));
  const kept = new Map<string, object>();
  const tenants: string[] = [];
  const exchanged: unknown[] = [];
  const ports = { requireKnown: () => undefined, get: () => ({ title: 'Fake' }) } as unknown as OAuthPorts;
  const store = {
    take: async (_tx: unknown, { token }: { token: string }) => {
      const taken = kept.get(token);
      kept.delete(token);
      return taken;
    },
    open: () => CODE,
  } as unknown as ConfirmationStore;
  const exchanger = {
    exchange: async (...given: unknown[]) => (exchanged.push(given), 'connected'),
  } as unknown as ConsentExchanger;
  const database = {
    inTenant: (id: string, work: (tx: unknown) => unknown) => (tenants.push(id), work({})),
  } as unknown as Database;
  const subject = new ConsentConfirmer(ports, tokens, store, exchanger, database);
  const issue = (beganBy = 'user:u1') => {
    const { token } = tokens.issue(TENANT, 'fake');
    kept.set(token, { tenantId: TENANT, provider: 'fake', beganBy, request: { name: 'Bar' } });
    return token;
  };
  return { subject, kept, tenants, exchanged, issue };
}

describe('confirming a consent', () => {
  it('completes it for the principal that began, once', async () => {
    const { subject, exchanged, issue } = confirmer();
    const token = issue();
    expect(await subject.confirm(PRINCIPAL, 'fake', token)).toBe('connected');
    await expect(subject.confirm(PRINCIPAL, 'fake', token)).rejects.toMatchObject({
      code: 'invalid_confirmation',
      isAuthFailure: true,
    });
    expect(exchanged).toEqual([[TENANT, 'fake', { title: 'Fake' }, CODE, { name: 'Bar' }]]);
  });

  it.each<[string, Partial<Principal>]>([
    ['another tenant', { tenantId: OTHER }],
    ['another user', { id: 'u2' }],
    ['a service by the name of the user', { kind: 'service' }],
  ])('is refused to %s, and has ended for every caller', async (_, change) => {
    const { subject, tenants, exchanged, issue } = confirmer();
    const token = issue();
    await expect(subject.confirm({ ...PRINCIPAL, ...change }, 'fake', token)).rejects.toMatchObject({
      status: 403,
      code: 'oauth_other_principal',
    });
    expect(tenants).toEqual([TENANT]);
    await expect(subject.confirm(PRINCIPAL, 'fake', token)).rejects.toMatchObject({ code: 'invalid_confirmation' });
    expect(exchanged).toEqual([]);
  });

  it('asks no database for what was not issued here, nor for another provider’s', async () => {
    const { subject, kept, tenants, issue } = confirmer();
    const token = issue();
    for (const [provider, given] of [
      ['fake', 'x'],
      ['fake', `${'A'.repeat(64)}.${'A'.repeat(43)}`],
      ['other', token],
    ] as const) {
      await expect(subject.confirm(PRINCIPAL, provider, given)).rejects.toMatchObject({
        status: 400,
        code: 'invalid_confirmation',
        isAuthFailure: true,
      });
    }
    expect([tenants, kept.size]).toEqual([[], 1]);
  });
});
