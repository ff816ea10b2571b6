import { SigningKeys } from '../../common/signing-keys.js';
import { loadConfig } from '../../config/config.js';
import type { OAuthPort } from '../../providers/oauth.port.js';
import { ConnectionListeners } from '../connections/connection.listeners.js';
import type { AccountConnector } from './account.connector.js';
import { BrowserCookie } from './browser.cookie.js';
import { ConsentFinisher } from './consent.finisher.js';
import type { OAuthPorts } from './oauth.ports.js';
import type { ConnectRequest, StateStore } from './state.store.js';
import { StateTokens } from './state.tokens.js';

const TENANT = '0192d3f0-aaaa-7bbb-8ccc-0123456789ab';
const ISSUER = 'https://as.example';
const config = loadConfig({});

/** A provider that names its issuer, answers every code, and takes note; a store that has every state once. */
function finisher(request: ConnectRequest = {}) {
  const tokens = new StateTokens(new SigningKeys(config));
  const cookies = new BrowserCookie(config);
  const asked: unknown[] = [];
  const taken = new Set<string>();
  const oauth = {
    issuer: ISSUER,
    exchange: async (answer: unknown) => {
      asked.push(answer);
      throw new Error('out of order');
    },
  } as unknown as OAuthPort;
  const ports = { get: () => ({ oauth, title: 'Fake', redirectUri: 'http://hub/callback' }) } as unknown as OAuthPorts;
  const store = {
    take: async ({ token }: { token: string }) => (taken.has(token) ? undefined : (taken.add(token), request)),
  } as unknown as StateStore;
  const subject = new ConsentFinisher(ports, tokens, store, cookies, {} as AccountConnector, new ConnectionListeners());
  return { subject, asked, taken, issue: () => tokens.issue(TENANT, 'fake') };
}

describe('the end of a consent', () => {
  it.each([[undefined], [ISSUER]])('takes an answer whose issuer is %s', async (iss) => {
    const { subject, asked, issue } = finisher();
    const { token, codeVerifier } = issue();
    const query = { state: token, code: 'c', realmId: '1', ...(iss && { iss }) };
    await expect(subject.finish('fake', query, undefined)).rejects.toThrow('out of order');
    expect(asked).toEqual([
      { code: 'c', redirectUri: 'http://hub/callback', codeVerifier, parameters: { realmId: '1' } },
    ]);
  });

  it('does not take the answer of another issuer, and leaves the state for the right one', async () => {
    const { subject, asked, taken, issue } = finisher();
    const query = { state: issue().token, code: 'c', iss: 'https://evil.example' };
    await expect(subject.finish('fake', query, undefined)).rejects.toMatchObject({ code: 'invalid_oauth_state' });
    expect(asked).toEqual([]);
    expect(taken.size).toBe(0);
  });

  it('does not look for a state that is not signed', async () => {
    const { subject, taken } = finisher();
    for (const state of [undefined, 'x', ['a', 'b'], `${'A'.repeat(64)}.${'A'.repeat(43)}`]) {
      await expect(subject.finish('fake', { state, code: 'c' }, undefined)).rejects.toMatchObject({ status: 400 });
    }
    expect(taken.size).toBe(0);
  });

  it('does not hide a defect of ours behind a redirect', async () => {
    const { subject, issue } = finisher({ returnTo: 'https://app.example/' });
    const query = { state: issue().token, code: 'c' };
    await expect(subject.finish('fake', query, undefined)).rejects.toThrow('out of order');
  });

  it('takes a denial back to the page it came from', async () => {
    const { subject, issue } = finisher({ returnTo: 'https://app.example/' });
    const query = { state: issue().token, error: 'access_denied' };
    expect(await subject.finish('fake', query, undefined)).toMatchObject({
      kind: 'redirect',
      url: 'https://app.example/?error=oauth_denied',
    });
  });
});
