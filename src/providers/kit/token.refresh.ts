import type { Connection } from '../connection.js';
import { ProviderCredentialsError } from '../provider.errors.js';

/**
 * The credentials of now, asked for before each request.
 * @param refused those that the vendor has just refused; the same come back where they cannot be refreshed
 */
export type TokenSource<T> = (refused?: T) => T | Promise<T>;

/**
 * The one rule for a token that is refused: it is refreshed once, and the call is tried once more. Which answers refuse
 * a token, and may accept another, is for the vendor's rules to say: see `CredentialsRule.refreshes`.
 * @param send makes the call with the token that it is given
 */
export async function withTokenRefresh<T>(
  token: TokenSource<T>,
  send: (current: () => Promise<T>) => Promise<void>,
): Promise<void> {
  let used: { token: T } | undefined;
  let fresh: { token: T } | undefined;
  const current = async () => {
    used = fresh ?? { token: await token() };
    fresh = undefined;
    return used.token;
  };
  try {
    await send(current);
  } catch (error) {
    if (!used || !(error instanceof ProviderCredentialsError && error.refreshable)) throw error;
    fresh = { token: await token(used.token) };
    if (fresh.token === used.token) throw error;
    await send(current);
  }
}

/** The access token of a connection, refreshed when it is about to end, or was refused. */
export function accessTokenOf(connection: Connection): (refused?: string) => Promise<string> {
  return async (refused) => {
    const { accessToken } = await connection.current(refused);
    if (!accessToken) throw new ProviderCredentialsError('This connection has no access token; connect it again');
    return accessToken;
  };
}
