import { consentRedirect } from '../../common/consent.redirect.js';
import type { SandboxReply, SandboxRequest } from '../../common/http.server.js';
import { jsonReply } from '../../common/json.reply.js';
import type { QuickBooksWorld } from '../quickbooks.world.js';
import type { IssuedTokens } from './token.vault.js';

const SCOPES = ['com.intuit.quickbooks.accounting', 'com.intuit.quickbooks.payment', 'openid', 'profile', 'email'];

type Route = (world: QuickBooksWorld, request: SandboxRequest) => SandboxReply;

const ROUTES: Readonly<Record<string, Route>> = {
  'GET /connect/oauth2': authorize,
  'POST /oauth2/v1/tokens/bearer': token,
  'POST /v2/oauth2/tokens/revoke': revoke,
  'GET /v1/openid_connect/userinfo': userInfo,
};

export function oauthRoute(request: SandboxRequest): Route | undefined {
  return ROUTES[`${request.method} ${request.path}`];
}

/** Whose tokens a call to the token or revoke endpoint is about, for faults that are meant for one company. */
export function oauthSubject(world: QuickBooksWorld, request: SandboxRequest): string | undefined {
  if (request.method !== 'POST') return undefined;
  const params = bodyParams(request);
  return world.tokens.realmOf(params.get('refresh_token') ?? params.get('token') ?? '');
}

/** Stands for the consent page: the user decides at once, as the control call or `deny=1` says. */
function authorize(world: QuickBooksWorld, request: SandboxRequest): SandboxReply {
  const params = new URLSearchParams(request.query);
  const redirectUri = params.get('redirect_uri') ?? '';
  if (params.get('client_id') !== world.app.clientId) return refused(400, 'invalid_client', 'Unknown client_id');
  if (!URL.canParse(redirectUri)) return refused(400, 'invalid_redirect_uri', 'The redirect_uri is missing or invalid');
  const state = params.get('state');
  const problem = authorizationProblem(params);
  if (problem) return consentRedirect(redirectUri, { state, error: problem });
  const realmId = params.get('realmId') ?? world.app.consent.account ?? [...world.accounts.keys()].at(-1);
  if (world.app.consent.deny || params.get('deny') === '1' || !realmId || !world.accounts.has(realmId)) {
    return consentRedirect(redirectUri, { state, error: 'access_denied' });
  }
  const code = world.tokens.issueCode(realmId, redirectUri, world.clock.now());
  return consentRedirect(redirectUri, { state, code, realmId });
}

function authorizationProblem(params: URLSearchParams): string | undefined {
  if (params.get('response_type') !== 'code') return 'unsupported_response_type';
  const scopes = (params.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
  return scopes.length === 0 || scopes.some((scope) => !SCOPES.includes(scope)) ? 'invalid_scope' : undefined;
}

function token(world: QuickBooksWorld, request: SandboxRequest): SandboxReply {
  if (!world.app.authenticates(request.headers.authorization)) {
    return refused(401, 'invalid_client', 'Client authentication failed');
  }
  const params = new URLSearchParams(request.body);
  const grantType = params.get('grant_type');
  const now = world.clock.now();
  const wantsHardExpiry = request.headers['x-include-refresh-token-hard-expires-in'] === 'true';
  if (grantType === 'authorization_code') {
    const pending = world.tokens.redeemCode(params.get('code') ?? '', params.get('redirect_uri') ?? '', now);
    if (!pending) return refused(400, 'invalid_grant', 'The authorization code is invalid or has expired');
    return answer(200, granted(world.tokens.open(pending.realmId, now), wantsHardExpiry));
  }
  if (grantType === 'refresh_token') {
    const tokens = world.tokens.exchange(params.get('refresh_token') ?? '', now);
    if (!tokens) return refused(400, 'invalid_grant', 'Incorrect or invalid refresh token');
    return answer(200, granted(tokens, wantsHardExpiry));
  }
  return refused(400, 'unsupported_grant_type', `Unsupported grant type: ${grantType ?? 'none'}`);
}

function revoke(world: QuickBooksWorld, request: SandboxRequest): SandboxReply {
  if (!world.app.authenticates(request.headers.authorization)) {
    return refused(401, 'invalid_client', 'Client authentication failed');
  }
  const given = bodyParams(request).get('token');
  if (!given) return refused(400, 'invalid_request', 'The token is missing');
  if (!world.tokens.revoke(given)) return refused(400, 'invalid_request', 'The token is unknown or already revoked');
  return { status: 200, headers: {}, body: '' };
}

function userInfo(world: QuickBooksWorld, request: SandboxRequest): SandboxReply {
  const bearer = /^bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const holder = world.tokens.check(bearer, world.clock.now());
  if ('problem' in holder) return refused(401, 'invalid_token', holder.problem);
  return answer(200, {
    sub: `sandbox-${holder.realmId}`,
    email: 'owner@example.com',
    emailVerified: true,
    givenName: 'Ava',
    familyName: 'Garcia',
  });
}

function granted(tokens: IssuedTokens, withHardExpiry: boolean): Record<string, unknown> {
  return {
    token_type: 'bearer',
    access_token: tokens.accessToken,
    expires_in: tokens.expiresIn,
    refresh_token: tokens.refreshToken,
    x_refresh_token_expires_in: tokens.refreshExpiresIn,
    ...(withHardExpiry ? { x_refresh_token_hard_expires_in: tokens.hardExpiresIn } : {}),
  };
}

/** The token endpoint takes a form; the revoke endpoint takes JSON or a form. */
function bodyParams(request: SandboxRequest): URLSearchParams {
  if (!request.body.trimStart().startsWith('{')) return new URLSearchParams(request.body);
  try {
    const entries = Object.entries(JSON.parse(request.body) as Record<string, unknown>);
    return new URLSearchParams(entries.map(([name, value]): [string, string] => [name, String(value)]));
  } catch {
    return new URLSearchParams();
  }
}

function refused(status: number, error: string, description: string): SandboxReply {
  return answer(status, { error, error_description: description });
}

function answer(status: number, body: Record<string, unknown>): SandboxReply {
  return jsonReply(status, body, {
    'Content-Type': 'application/json;charset=utf-8',
    'Cache-Control': 'no-cache, no-store',
  });
}
