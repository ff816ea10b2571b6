import { describe, expect, it } from '@jest/globals';
import { MailchimpWorld } from '../mailchimp.world.js';
import { oauth } from './oauth.routes.js';

const REDIRECT = 'https://hub.example.com/callback?kept=1';

function bed() {
  const world = new MailchimpWorld();
  world.baseUrl = 'http://127.0.0.1:4030';
  const account = world.createAccount({ id: 'acc', counts: {} });
  const call = (method: string, path: string, query = '', body = '', headers = {}) =>
    oauth(world, { method, path, query, headers, body });
  const authorize = (more = {}): URL => {
    const params = {
      response_type: 'code',
      client_id: world.app.clientId,
      redirect_uri: REDIRECT,
      state: 's',
      ...more,
    };
    const { headers } = call('GET', '/oauth2/authorize', new URLSearchParams(params).toString());
    return new URL(headers.Location!);
  };
  const token = (code: string, more = {}) => {
    const { clientId: client_id, clientSecret: client_secret } = world.app;
    const form = { grant_type: 'authorization_code', client_id, client_secret, redirect_uri: REDIRECT, code, ...more };
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const reply = call('POST', '/oauth2/token', '', new URLSearchParams(form).toString(), headers);
    return { status: reply.status, body: JSON.parse(reply.body) as Record<string, unknown> };
  };
  const metadata = (authorization: string) => {
    const reply = call('GET', '/oauth2/metadata', '', '', { authorization });
    return { status: reply.status, body: JSON.parse(reply.body) as Record<string, unknown> };
  };
  return { world, account, authorize, token, metadata };
}

const codeOf = (target: URL): string => target.searchParams.get('code')!;

describe('oauth', () => {
  it('leads from consent to a token without expiry and scope, and to the data centre', () => {
    const { world, account, authorize, token, metadata } = bed();
    const target = authorize();
    expect([target.searchParams.get('state'), target.searchParams.get('kept')]).toEqual(['s', '1']);
    const { body } = token(codeOf(target));
    expect(body).toEqual({ access_token: expect.any(String), expires_in: 0, scope: null });
    expect(world.accountOf(String(body.access_token))).toBe(account);
    expect(metadata(`OAuth ${String(body.access_token)}`).body).toMatchObject({
      dc: 'us19',
      api_endpoint: 'http://127.0.0.1:4030',
      user_id: expect.any(Number),
    });
    expect(metadata(`Bearer ${String(body.access_token)}`).status).toBe(401);
  });

  it('takes a code once, in time, for the same redirect URI and the right secret', () => {
    const { world, authorize, token } = bed();
    const used = codeOf(authorize());
    expect(token(used).status).toBe(200);
    expect(token(used).body.error).toBe('invalid_grant');
    expect(token(codeOf(authorize()), { redirect_uri: 'https://evil.example' }).body.error).toBe('invalid_grant');
    expect(token(codeOf(authorize()), { client_secret: 'wrong' })).toMatchObject({ status: 401 });
    expect(token('x', { grant_type: 'refresh_token' }).body.error).toBe('unsupported_grant_type');
    const late = codeOf(authorize());
    world.clock.set({ offsetSeconds: 301 });
    expect(token(late).body.error).toBe('invalid_grant');
  });

  it('carries a refusal back, and forgets tokens that are revoked', () => {
    const { world, authorize, token, metadata } = bed();
    const access = String(token(codeOf(authorize())).body.access_token);
    world.app.revoke('acc');
    expect(world.accountOf(access)).toBeUndefined();
    expect(metadata(`OAuth ${access}`).status).toBe(401);
    world.app.consent.deny = true;
    expect(authorize().searchParams.get('error')).toBe('access_denied');
  });

  it('answers what a test wants metadata to answer', () => {
    const { world, authorize, token, metadata } = bed();
    const access = String(token(codeOf(authorize())).body.access_token);
    world.app.metadata.set('acc', { apiEndpoint: 'https://evil.example' });
    expect(metadata(`OAuth ${access}`).body.api_endpoint).toBe('https://evil.example');
  });
});
