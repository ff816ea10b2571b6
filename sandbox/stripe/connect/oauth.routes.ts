import { consentRedirect } from '../../common/consent.redirect.js';
import { parseForm, type FormFields } from '../../common/form.parser.js';
import type { SandboxReply, SandboxRequest } from '../../common/http.server.js';
import { jsonReply } from '../../common/json.reply.js';
import { presentedKey } from './presented.key.js';
import type { StripeObject } from '../stripe.stream.js';
import type { StripeWorld } from '../stripe.world.js';

/** Connect Standard OAuth. Its errors have the OAuth shape, not that of the API. */
export function oauth(world: StripeWorld, request: SandboxRequest): SandboxReply | undefined {
  const operation = `${request.method} ${request.path}`;
  if (operation === 'GET /oauth/authorize') return authorize(world, parseForm(request.query));
  if (operation !== 'POST /oauth/token' && operation !== 'POST /oauth/deauthorize') return undefined;
  const params = parseForm(request.body);
  const secret = presentedKey(request.headers) ?? params.client_secret;
  if (secret !== world.platform.secretKey) return refused(401, 'invalid_client', 'Invalid API Key provided.');
  return operation === 'POST /oauth/token' ? token(world, params) : deauthorize(world, params);
}

/** Stands for the consent page: the merchant decides at once, as the control call or `deny=1` says. */
function authorize(world: StripeWorld, params: FormFields): SandboxReply {
  const { platform } = world;
  if (params.client_id !== platform.clientId)
    return refused(400, 'invalid_client', `No application matches the supplied client identifier`);
  if (typeof params.redirect_uri !== 'string' || !URL.canParse(params.redirect_uri)) {
    return refused(400, 'invalid_redirect_uri', 'Invalid redirect URI');
  }
  const state = typeof params.state === 'string' ? params.state : undefined;
  const account =
    typeof params.account === 'string' ? params.account : (platform.consent.account ?? newestAccount(world));
  if (platform.consent.deny || params.deny === '1' || account === undefined) {
    const error_description = 'The user denied your request';
    return consentRedirect(params.redirect_uri, { state, error: 'access_denied', error_description });
  }
  const scope = params.scope === 'read_only' ? 'read_only' : 'read_write';
  const code = platform.issueCode(account, scope, world.clock.now());
  return consentRedirect(params.redirect_uri, { state, scope, code });
}

function token(world: StripeWorld, params: FormFields): SandboxReply {
  if (params.grant_type !== 'authorization_code') {
    return refused(400, 'unsupported_grant_type', `Unsupported grant type: ${String(params.grant_type)}`);
  }
  const code = String(params.code ?? '');
  const pending = world.platform.redeemCode(code, world.clock.now());
  if (!pending || !world.accounts.has(pending.account)) {
    return refused(400, 'invalid_grant', `Authorization code does not exist: ${code}`);
  }
  const accessToken = world.newKey('sk_test_');
  connect(world, pending.account);
  world.putKey(accessToken, pending.account);
  world.platform.tokens.set(accessToken, pending.account);
  return jsonReply(200, {
    access_token: accessToken,
    livemode: false,
    refresh_token: world.newKey('rt_'),
    token_type: 'bearer',
    stripe_publishable_key: world.newKey('pk_test_'),
    stripe_user_id: pending.account,
    scope: pending.scope,
  });
}

function deauthorize(world: StripeWorld, params: FormFields): SandboxReply {
  const account = String(params.stripe_user_id ?? '');
  if (params.client_id !== world.platform.clientId) return refused(401, 'invalid_client', 'No such application');
  if (!disconnect(world, account)) {
    return refused(
      401,
      'invalid_client',
      `This application is not connected to stripe account ${account}, or that account does not exist.`,
    );
  }
  return jsonReply(200, { stripe_user_id: account });
}

export function connect(world: StripeWorld, id: string): void {
  const account = world.accounts.get(id);
  if (!account) throw new Error(`no account ${id}`);
  if (world.platform.connected.has(id)) return;
  world.platform.connected.add(id);
  world.journal.announce(account, 'account.application.authorized', application(world));
}

/** The merchant or the platform ends the relation: tokens die, and the platform is told. */
export function disconnect(world: StripeWorld, id: string): boolean {
  const account = world.accounts.get(id);
  if (!account || !world.platform.connected.delete(id)) return false;
  for (const [key, owner] of world.platform.tokens) {
    if (owner !== id) continue;
    world.platform.tokens.delete(key);
    world.keys.delete(key);
  }
  world.journal.announce(account, 'account.application.deauthorized', application(world));
  return true;
}

function application(world: StripeWorld): StripeObject {
  return { id: world.platform.clientId, object: 'application', name: 'Integration hub' };
}

function newestAccount(world: StripeWorld): string | undefined {
  return [...world.accounts.keys()].filter((id) => id !== world.platform.account).at(-1);
}

function refused(status: number, error: string, description: string): SandboxReply {
  return jsonReply(status, { error, error_description: description });
}
