import { consentRedirect } from '../../common/consent.redirect.js';
import { parseForm, type FormFields } from '../../common/form.parser.js';
import type { SandboxReply, SandboxRequest } from '../../common/http.server.js';
import { jsonReply } from '../../common/json.reply.js';
import { hashText } from '../../common/seeded.random.js';
import type { MailchimpWorld } from '../mailchimp.world.js';

/** The login host. Its errors have the OAuth shape, not that of the API. */
export function oauth(world: MailchimpWorld, request: SandboxRequest): SandboxReply {
  switch (`${request.method} ${request.path}`) {
    case 'GET /oauth2/authorize':
      return authorize(world, parseForm(request.query));
    case 'POST /oauth2/token':
      return token(world, request);
    case 'GET /oauth2/metadata':
      return metadata(world, request.headers.authorization);
    default:
      return refused(404, 'not_found', 'No such page');
  }
}

/** Stands for the consent page: the owner decides at once, as the control call says. */
function authorize(world: MailchimpWorld, params: FormFields): SandboxReply {
  const { app } = world;
  if (params.client_id !== app.clientId) return refused(400, 'invalid_client', 'The client id is unknown');
  if (typeof params.redirect_uri !== 'string' || !URL.canParse(params.redirect_uri)) {
    return refused(400, 'redirect_uri_mismatch', 'The redirect URI is missing or does not match');
  }
  const uri = params.redirect_uri;
  const state = typeof params.state === 'string' ? params.state : undefined;
  const account = app.consent.account ?? [...world.accounts.keys()].at(-1);
  if (params.response_type !== 'code') return consentRedirect(uri, { state, error: 'unsupported_response_type' });
  if (app.consent.deny || account === undefined) return consentRedirect(uri, { state, error: 'access_denied' });
  return consentRedirect(uri, { state, code: app.issueCode(account, uri, world.clock.now()) });
}

/** Tokens do not expire, have no scope and are never refreshed: `expires_in` is 0 and `scope` is null. */
function token(world: MailchimpWorld, request: SandboxRequest): SandboxReply {
  const { app, clock } = world;
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('application/x-www-form-urlencoded')) {
    return refused(400, 'invalid_request', 'The request must be form-encoded');
  }
  const params = parseForm(request.body);
  if (params.client_id !== app.clientId || params.client_secret !== app.clientSecret) {
    return refused(401, 'invalid_client', 'Client authentication failed');
  }
  if (params.grant_type !== 'authorization_code') {
    return refused(400, 'unsupported_grant_type', 'The grant type is not supported');
  }
  if (typeof params.code !== 'string' || typeof params.redirect_uri !== 'string') {
    return refused(400, 'invalid_request', 'code and redirect_uri are required');
  }
  const account = app.redeemCode(params.code, params.redirect_uri, clock.now());
  if (account === undefined || !world.accounts.has(account)) {
    return refused(400, 'invalid_grant', 'The code is invalid, expired or was used before');
  }
  // Consenting again is how an owner takes a withdrawal back.
  world.revoked.delete(account);
  return jsonReply(200, { access_token: app.issueToken(account), expires_in: 0, scope: null });
}

function metadata(world: MailchimpWorld, authorization: string | undefined): SandboxReply {
  const given = /^OAuth (\S+)$/.exec(authorization ?? '')?.[1];
  const owner = given === undefined ? undefined : world.app.ownerOf(given);
  const account = owner === undefined || world.revoked.has(owner) ? undefined : world.accounts.get(owner);
  if (!account) return refused(401, 'invalid_token', 'The access token is invalid');
  const altered = world.app.metadata.get(account.id);
  const dc = altered?.dc ?? account.dataCentre;
  const number = hashText(account.id) % 100_000_000;
  return jsonReply(200, {
    dc,
    role: 'owner',
    accountname: `Sandbox ${account.id.slice(0, 6)}`,
    user_id: number,
    login: {
      email: 'owner@example.com',
      avatar: null,
      login_id: number + 1,
      login_name: 'owner',
      login_email: 'owner@example.com',
    },
    login_url: 'https://login.mailchimp.com',
    api_endpoint: altered?.apiEndpoint ?? world.baseUrl,
  });
}

function refused(status: number, error: string, description: string): SandboxReply {
  return jsonReply(status, { error, error_description: description });
}
