import type { IncomingHttpHeaders } from 'node:http';
import type { SquareAccount } from '../live/square.account.js';
import type { AccessToken } from '../oauth/token.store.js';
import { forbidden, insufficientScopes, tokenExpired, tokenRevoked, unauthorized } from '../square.errors.js';
import type { SquareWorld } from '../square.world.js';
import { PERSONAL, type ApiRoute } from './api.call.js';
import { presentedToken } from '../oauth/presented.token.js';

export interface Principal {
  /** None behind the application's own token. */
  account: SquareAccount | undefined;
  token: AccessToken | undefined;
}

export function authenticate(world: SquareWorld, headers: IncomingHttpHeaders): Principal {
  const value = presentedToken(headers);
  if (value === undefined) throw unauthorized();
  if (value === world.application.accessToken) return { account: undefined, token: undefined };
  const token = world.tokens.findAccess(value);
  if (!token) throw unauthorized();
  if (token.revoked) throw tokenRevoked();
  if (token.expiresAt !== null && token.expiresAt <= world.clock.milliseconds()) throw tokenExpired();
  const account = world.accounts.get(token.account);
  if (!account) throw unauthorized();
  return { account, token };
}

/** https://developer.squareup.com/docs/events-api/overview: events and subscriptions take no OAuth token. */
export function permit({ account, token }: Principal, { scope }: ApiRoute): void {
  if (scope === PERSONAL) {
    if (token && (token.byOAuth || token.scopes)) {
      throw forbidden(
        "This endpoint cannot be called with an OAuth access token. Use the application's personal token.",
      );
    }
    return;
  }
  if (!account) throw forbidden('The application has no seller account.');
  if (scope !== undefined && token?.scopes && !token.scopes.has(scope)) throw insufficientScopes(scope);
}
