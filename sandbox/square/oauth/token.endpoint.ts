import { jsonReply } from '../../common/json.reply.js';
import { createHash } from 'node:crypto';
import type { SandboxReply } from '../../common/http.server.js';
import { DAY, isoSecond } from '../dataset/square.time.js';
import type { SquareObject } from '../square.stream.js';
import type { SquareWorld } from '../square.world.js';
import { refused } from './oauth.reply.js';

const ACCESS_LIFE = 30 * DAY;
const SHORT_LIFE = DAY;
const PKCE_LIFE = 90 * DAY;

const badParameter = (detail: string): SandboxReply => refused(400, 'INVALID_REQUEST_ERROR', 'BAD_REQUEST', detail);
const notAuthorized = (detail: string): SandboxReply => refused(401, 'AUTHENTICATION_ERROR', 'UNAUTHORIZED', detail);

export function obtainToken(world: SquareWorld, body: SquareObject): SandboxReply {
  const { clientId, clientSecret } = world.application;
  if (body.client_id === undefined) return badParameter('Missing required parameter: client_id');
  if (body.grant_type === undefined) return badParameter('Missing required parameter: grant_type');
  const hasWrongSecret = body.client_secret !== undefined && body.client_secret !== clientSecret;
  if (body.client_id !== clientId || hasWrongSecret) return notAuthorized('Not Authorized');
  if (body.grant_type === 'authorization_code') return byCode(world, body);
  if (body.grant_type !== 'refresh_token') return badParameter(`Unsupported grant_type: ${String(body.grant_type)}`);
  const reply = byRefreshToken(world, body);
  world.application.refreshes[reply.status === 200 ? 'granted' : 'refused'] += 1;
  return reply;
}

/** A code works once; one of the PKCE flow needs its verifier, one of the code flow the application's secret. */
function byCode(world: SquareWorld, body: SquareObject): SandboxReply {
  const value = String(body.code ?? '');
  const code = world.tokens.findCode(value, world.clock.milliseconds());
  if (!code || !world.accounts.has(code.account)) {
    return notAuthorized(`Authorization code not found for app [${world.application.clientId}]`);
  }
  if (code.challenge === null && body.client_secret === undefined) return notAuthorized('Not Authorized');
  if (code.challenge !== null && challengeOf(body.code_verifier) !== code.challenge) {
    return notAuthorized('The code_verifier does not match the code_challenge.');
  }
  if (body.redirect_uri !== undefined && body.redirect_uri !== code.redirectUri) {
    return badParameter('The redirect_uri does not match the one of the authorization request.');
  }
  world.tokens.spendCode(value);
  world.application.connected.add(code.account);
  const isPkce = code.challenge !== null;
  const expiresAt = isPkce ? world.clock.milliseconds() + PKCE_LIFE : null;
  const { account, scopes } = code;
  const refresh = world.tokens.putRefresh({ account, scopes, pkce: isPkce, expiresAt });
  return granted(world, account, scopes, refresh.value, refresh.expiresAt, body.short_lived === true);
}

/** The code flow gives the same refresh token again; the PKCE flow a new one, and the old one is spent. */
function byRefreshToken(world: SquareWorld, body: SquareObject): SandboxReply {
  const { tokens, clock } = world;
  const now = clock.milliseconds();
  const token = tokens.findRefresh(String(body.refresh_token ?? ''));
  const isDead = !token || token.revoked || (token.expiresAt !== null && token.expiresAt <= now);
  if (isDead || !world.accounts.has(token.account))
    return notAuthorized('The refresh token is invalid or was revoked.');
  if (!token.pkce && body.client_secret === undefined) return notAuthorized('Not Authorized');
  const wanted = Array.isArray(body.scopes) ? body.scopes.map(String) : [...token.scopes];
  const scopes = new Set(wanted.filter((scope) => token.scopes.has(scope)));
  const { account, pkce } = token;
  let next = token;
  if (pkce) {
    token.revoked = true;
    next = tokens.putRefresh({ account, scopes: token.scopes, pkce, expiresAt: now + PKCE_LIFE });
  }
  return granted(world, account, scopes, next.value, next.expiresAt, body.short_lived === true);
}

function granted(
  world: SquareWorld,
  account: string,
  scopes: ReadonlySet<string>,
  refreshToken: string,
  refreshExpiresAt: number | null,
  shortLived: boolean,
): SandboxReply {
  const expiresAt = world.clock.milliseconds() + (shortLived ? SHORT_LIFE : ACCESS_LIFE);
  const access = world.tokens.putAccess({ account, scopes, expiresAt, byOAuth: true });
  return jsonReply(200, {
    access_token: access.value,
    token_type: 'bearer',
    expires_at: isoSecond(expiresAt),
    merchant_id: account,
    refresh_token: refreshToken,
    short_lived: shortLived,
    ...(refreshExpiresAt === null ? {} : { refresh_token_expires_at: isoSecond(refreshExpiresAt) }),
  });
}

const challengeOf = (verifier: unknown): string =>
  createHash('sha256')
    .update(String(verifier ?? ''))
    .digest('base64url');
