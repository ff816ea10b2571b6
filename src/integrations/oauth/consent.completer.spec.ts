import { SigningKeys } from '../../common/signing-keys.js';
import { loadConfig } from '../../config/config.js';
import type { Database } from '../../database/database.js';
import type { OAuthPort } from '../../providers/oauth.port.js';
import { BrowserCookie } from './browser.cookie.js';
import type { ConfirmationStore } from './confirmation.store.js';
import { ConsentExchanger } from './consent.exchanger.js';
import { ConsentCompleter } from './consent.completer.js';
import type { OAuthPorts } from './oauth.ports.js';
import type { BegunState, ConnectRequest, StateStore } from './state.store.js';
import { StateTokens } from './state.tokens.js';

const TENANT = '0192d3f0-aaaa-7bbb-8ccc-0123456789ab';
const ISSUER = 'https://as.example';
const PAGE = 'https://app.example/';
const CONFIRMATION = { confirmation: 'for that browser alone', expiresAt: new Date(0) };
const config = loadConfig({});

/**
 * Fakes a provider that names its issuer and the company and accepts every code, and a store that returns each state
 * once.
 */
function completer(request: ConnectRequest = {}) {
  const tokens = new StateTokens(new SigningKeys(config));
  const cookies = new BrowserCookie(config);
  const asked: unknown[] = [];
  const sealed: unknown[] = [];
  const begun = new Map<string, BegunState>();
  const oauth = {
    issuer: ISSUER,
    requiredParameters: { realmId: /^\d+$/ },
    exchange: async (answer: unknown) => {
      asked.push(answer);
      throw new Error('out of order');
    },
  } as unknown as OAuthPort;
  const ports = { get: () => ({ oauth, title: 'Fake', redirectUri: 'http://hub/callback' }) } as unknown as OAuthPorts;
  const states = {
    take: async (_tx: unknown, { token }: { token: string }) => {
      const state = begun.get(token);
      begun.delete(token);
      return state;
    },
  } as unknown as StateStore;
  const confirmations = {
    keep: async (_tx: unknown, pending: unknown, code: unknown) => (sealed.push({ pending, code }), CONFIRMATION),
  } as unknown as ConfirmationStore;
  const database = { inTenant: (_id: string, work: (tx: unknown) => unknown) => work({}) } as unknown as Database;
  const exchanger = new ConsentExchanger({} as never, {} as never);
  const subject = new ConsentCompleter(ports, tokens, states, cookies, exchanger, confirmations, database);
  const begin = () => {
    const state = tokens.issue(TENANT, 'fake');
    const { header, hash } = cookies.issue(state.hash, 600);
    begun.set(state.token, { beganBy: 'user:1', browserHash: hash, request });
    return { ...state, cookie: header.split(';')[0]! };
  };
  return { subject, asked, sealed, begun, begin };
}

describe('the end of a consent in the browser that began', () => {
  it.each([[undefined], [ISSUER]])('takes an answer whose issuer is %s', async (iss) => {
    const { subject, asked, begin } = completer();
    const { token, codeVerifier, cookie } = begin();
    const query = { state: token, code: 'c', realmId: '1', ...(iss && { iss }) };
    await expect(subject.complete('fake', query, cookie)).rejects.toThrow('out of order');
    expect(asked).toEqual([
      { code: 'c', redirectUri: 'http://hub/callback', codeVerifier, parameters: { realmId: '1' } },
    ]);
  });

  it('does not take the answer of another issuer, and leaves the state for the right one', async () => {
    const { subject, asked, sealed, begun, begin } = completer();
    const { token, cookie } = begin();
    const query = { state: token, code: 'c', realmId: '1', iss: 'https://evil.example' };
    for (const given of [cookie, undefined]) {
      await expect(subject.complete('fake', query, given)).rejects.toMatchObject({ code: 'invalid_oauth_state' });
    }
    expect([asked, sealed, begun.size]).toEqual([[], [], 1]);
  });

  it('does not look for a state that is not signed', async () => {
    const { subject, begun, begin } = completer();
    begin();
    for (const state of [undefined, 'x', ['a', 'b'], `${'A'.repeat(64)}.${'A'.repeat(43)}`]) {
      await expect(subject.complete('fake', { state, code: 'c' }, undefined)).rejects.toMatchObject({ status: 400 });
    }
    expect(begun.size).toBe(1);
  });

  it.each([undefined, '', 'x1'])('wants what the provider must add, well formed: realmId=%s', async (realmId) => {
    const { subject, asked, sealed, begun, begin } = completer();
    const { token, cookie } = begin();
    for (const given of [cookie, undefined]) {
      await expect(subject.complete('fake', { state: token, code: 'c', realmId }, given)).rejects.toMatchObject({
        code: 'validation_failed',
        errors: [{ field: 'realmId' }],
      });
    }
    expect([asked, sealed, begun.size]).toEqual([[], [], 1]);
  });

  it('does not hide a defect of ours behind a redirect', async () => {
    const { subject, begin } = completer({ returnTo: PAGE });
    const { token, cookie } = begin();
    const query = { state: token, code: 'c', realmId: '1' };
    await expect(subject.complete('fake', query, cookie)).rejects.toThrow('out of order');
  });

  it('takes a denial back to the page it came from', async () => {
    const { subject, begin } = completer({ returnTo: PAGE });
    const { token, cookie } = begin();
    expect(await subject.complete('fake', { state: token, error: 'access_denied' }, cookie)).toMatchObject({
      kind: 'redirect',
      url: `${PAGE}?error=oauth_denied`,
    });
  });
});

describe('the end of a consent in another browser', () => {
  it.each([
    ['no cookie', () => undefined],
    ['the cookie of another consent', (begin: () => { cookie: string }) => begin().cookie],
    ['a cookie that it made up', (_: unknown, name: string) => `${name}=${'A'.repeat(43)}`],
  ])('with %s asks no provider, goes nowhere, and seals the code once', async (_, present) => {
    const { subject, asked, sealed, begin } = completer({ returnTo: PAGE, name: 'Bar' });
    const { token, codeVerifier, cookie } = begin();
    const presented = present(begin, cookie.split('=')[0]!);
    const query = { state: token, code: 'c', realmId: '1' };
    expect(await subject.complete('fake', query, presented)).toEqual({ kind: 'confirmation', ...CONFIRMATION });
    await expect(subject.complete('fake', query, cookie)).rejects.toMatchObject({ code: 'invalid_oauth_state' });
    expect(asked).toEqual([]);
    expect(sealed).toEqual([
      {
        pending: { tenantId: TENANT, provider: 'fake', beganBy: 'user:1', request: { returnTo: PAGE, name: 'Bar' } },
        code: { code: 'c', codeVerifier, parameters: { realmId: '1' } },
      },
    ]);
  });

  it('with a state that an earlier release bound to no browser, seals the code too', async () => {
    const { subject, asked, sealed, begun, begin } = completer();
    const { token, cookie } = begin();
    begun.set(token, { beganBy: 'user:1', browserHash: null, request: {} });
    expect(await subject.complete('fake', { state: token, code: 'c', realmId: '1' }, cookie)).toMatchObject({
      kind: 'confirmation',
    });
    expect([asked.length, sealed.length]).toEqual([0, 1]);
  });

  it('by a denial seals nothing, goes nowhere, and uses the state up', async () => {
    const { subject, sealed, begun, begin } = completer({ returnTo: PAGE });
    const denial = subject.complete('fake', { state: begin().token, error: 'access_denied' }, undefined);
    await expect(denial).rejects.toMatchObject({ status: 403, code: 'oauth_denied' });
    expect([sealed, begun.size]).toEqual([[], 0]);
  });
});
