import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { SquareObject } from '../square.stream.js';
import { SquareWorld } from '../square.world.js';
import { oauth } from './oauth.routes.js';

const REDIRECT = 'https://hub.example.com/callback';

interface TokenAnswer {
  access_token?: string;
  refresh_token?: string;
  merchant_id?: string;
  token_type?: string;
}

describe('oauth', () => {
  let world: SquareWorld;
  let app: { client_id: string; client_secret: string };

  const ask = (method: string, path: string, { query = '', body = {} as SquareObject, authorization = '' }) => {
    const headers = authorization === '' ? {} : { authorization };
    return oauth(world, { method, path, query, headers, body: JSON.stringify(body) });
  };
  const consent = (more: Record<string, string> = {}): URL => {
    const params = {
      client_id: app.client_id,
      scope: 'CUSTOMERS_READ PAYMENTS_READ',
      state: 's1',
      redirect_uri: REDIRECT,
    };
    const query = new URLSearchParams({ ...params, ...more }).toString();
    return new URL(ask('GET', '/oauth2/authorize', { query }).headers.Location!);
  };
  const token = (body: SquareObject) => {
    const { status, body: text } = ask('POST', '/oauth2/token', { body });
    return { status, ...(JSON.parse(text) as TokenAnswer) };
  };
  const byCode = (code: string | null, more: SquareObject = app) =>
    token({ client_id: app.client_id, grant_type: 'authorization_code', code, ...more });
  const refresh = (value: string | undefined, more: SquareObject = app) =>
    token({ client_id: app.client_id, grant_type: 'refresh_token', refresh_token: value, ...more });

  beforeEach(() => {
    world = new SquareWorld();
    const { clientId, clientSecret } = world.application;
    app = { client_id: clientId, client_secret: clientSecret };
    world.createAccount({ id: 'M1', scale: 5 });
  });

  it('sends the merchant back with a code, or with the refusal', () => {
    const back = consent();
    expect(back.href.startsWith(REDIRECT)).toBe(true);
    expect(back.searchParams.get('state')).toBe('s1');
    world.application.consent.deny = true;
    const denied = consent();
    expect([denied.searchParams.get('error'), denied.searchParams.get('code')]).toEqual(['access_denied', null]);
  });

  it('gives tokens for a code once, within five minutes, to the application alone', () => {
    const code = consent().searchParams.get('code');
    expect(byCode(code, { ...app, client_secret: 'wrong' }).status).toBe(401);
    const first = byCode(code);
    expect([first.status, first.merchant_id, first.token_type]).toEqual([200, 'M1', 'bearer']);
    expect(byCode(code).status).toBe(401);
    const late = consent().searchParams.get('code');
    world.clock.set({ offsetSeconds: 301 });
    expect(byCode(late).status).toBe(401);
  });

  it('returns the same refresh token in the code flow, again and again', () => {
    const first = byCode(consent().searchParams.get('code'));
    const second = refresh(first.refresh_token);
    const third = refresh(first.refresh_token);
    expect([second.refresh_token, third.refresh_token]).toEqual([first.refresh_token, first.refresh_token]);
    expect(new Set([first.access_token, second.access_token, third.access_token]).size).toBe(3);
    expect(world.application.refreshes).toEqual({ granted: 2, refused: 0 });
  });

  it('checks the verifier of the PKCE flow, whose refresh tokens work once and for 90 days', () => {
    const verifier = 'a-long-enough-verifier';
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const code = consent({ code_challenge: challenge }).searchParams.get('code');
    expect(byCode(code, { code_verifier: 'another' }).status).toBe(401);
    const first = byCode(code, { code_verifier: verifier });
    const second = refresh(first.refresh_token, {});
    expect(second.status).toBe(200);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(refresh(first.refresh_token, {}).status).toBe(401);
    world.clock.set({ offsetSeconds: 91 * 86_400 });
    expect(refresh(second.refresh_token, {}).status).toBe(401);
    expect(world.application.refreshes).toEqual({ granted: 1, refused: 2 });
  });

  it('revokes with the secret in the Client scheme, and reports it', () => {
    const { access_token: access, refresh_token: again } = byCode(consent().searchParams.get('code'));
    const body = { client_id: app.client_id, merchant_id: 'M1' };
    const revoke = (authorization: string) => ask('POST', '/oauth2/revoke', { body, authorization }).status;
    expect(revoke(`Bearer ${app.client_secret}`)).toBe(401);
    expect(revoke(`Client ${app.client_secret}`)).toBe(200);
    expect(world.tokens.findAccess(access!)!.revoked).toBe(true);
    expect(refresh(again).status).toBe(401);
    expect(world.accounts.get('M1')!.events.map((event) => event.body.type)).toEqual(['oauth.authorization.revoked']);
    expect(world.application.connected.has('M1')).toBe(false);
  });
});
