import { jsonReply } from '../../common/json.reply.js';
import { consentRedirect } from '../../common/consent.redirect.js';
import type { SandboxReply, SandboxRequest } from '../../common/http.server.js';
import type { SquareObject } from '../square.stream.js';
import type { SquareWorld } from '../square.world.js';
import { presentedToken } from './presented.token.js';
import { refused } from './oauth.reply.js';
import { newestAccount, revokeAccess } from './grant.actions.js';
import { obtainToken } from './token.endpoint.js';

/** Square's OAuth endpoints; they answer by themselves and take no access token. */
export function oauth(world: SquareWorld, request: SandboxRequest): SandboxReply {
  switch (`${request.method} ${request.path}`) {
    case 'GET /oauth2/authorize':
      return authorize(world, new URLSearchParams(request.query));
    case 'POST /oauth2/token':
      return obtainToken(world, parsed(request.body));
    case 'POST /oauth2/revoke':
      return revoke(world, request, parsed(request.body));
    case 'POST /oauth2/token/status':
      return status(world, request);
    default:
      return refused(404, 'INVALID_REQUEST_ERROR', 'NOT_FOUND', 'Resource not found.');
  }
}

/** Stands for the consent page: the merchant decides at once, as the control call says. */
function authorize(world: SquareWorld, params: URLSearchParams): SandboxReply {
  const { application } = world;
  if (params.get('client_id') !== application.clientId) {
    return refused(400, 'INVALID_REQUEST_ERROR', 'BAD_REQUEST', 'No application matches the client_id.');
  }
  const redirect = params.get('redirect_uri') ?? application.redirectUri;
  if (redirect === null || !URL.canParse(redirect)) {
    return refused(400, 'INVALID_REQUEST_ERROR', 'BAD_REQUEST', 'The redirect_uri is not registered.');
  }
  const state = params.get('state');
  const account = application.consent.account ?? newestAccount(world);
  if (application.consent.deny || account === undefined) {
    return consentRedirect(redirect, { state, error: 'access_denied', error_description: 'user_denied' });
  }
  const scopes = (params.get('scope') ?? 'MERCHANT_PROFILE_READ PAYMENTS_READ').split(/[ +]+/).filter(Boolean);
  const grant = { account, scopes: new Set(scopes), redirectUri: redirect, challenge: params.get('code_challenge') };
  const code = world.tokens.putCode(grant, world.clock.milliseconds());
  return consentRedirect(redirect, { state, code, response_type: 'code' });
}

/** It takes the application's secret in its own scheme, and no bearer token. */
function revoke(world: SquareWorld, request: SandboxRequest, body: SquareObject): SandboxReply {
  const { application, tokens } = world;
  const [scheme, secret] = (request.headers.authorization ?? '').split(' ');
  if (
    scheme?.toLowerCase() !== 'client' ||
    secret !== application.clientSecret ||
    body.client_id !== application.clientId
  ) {
    return refused(401, 'AUTHENTICATION_ERROR', 'UNAUTHORIZED', 'This request could not be authorized.');
  }
  const named = body.access_token === undefined ? undefined : tokens.findAccess(String(body.access_token));
  const account = named?.account ?? (body.merchant_id === undefined ? undefined : String(body.merchant_id));
  if (account === undefined || !world.accounts.has(account)) {
    return refused(404, 'INVALID_REQUEST_ERROR', 'NOT_FOUND', 'Nothing to revoke.');
  }
  if (named && body.revoke_only_access_token === true) named.revoked = true;
  else revokeAccess(world, account, 'APPLICATION');
  return jsonReply(200, { success: true });
}

function status(world: SquareWorld, request: SandboxRequest): SandboxReply {
  const token = world.tokens.findAccess(presentedToken(request.headers) ?? '');
  const now = world.clock.milliseconds();
  if (!token || token.revoked || (token.expiresAt !== null && token.expiresAt <= now)) {
    return refused(401, 'AUTHENTICATION_ERROR', 'UNAUTHORIZED', 'This request could not be authorized.');
  }
  return jsonReply(200, {
    scopes: token.scopes ? [...token.scopes] : [],
    ...(token.expiresAt === null ? {} : { expires_at: new Date(token.expiresAt).toISOString() }),
    client_id: world.application.clientId,
    merchant_id: token.account,
  });
}

function parsed(body: string): SquareObject {
  try {
    return JSON.parse(body) as SquareObject;
  } catch {
    return {};
  }
}
