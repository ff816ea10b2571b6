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
  const current = async () => (used = { token: await token() }).token;
  try {
    await send(current);
  } catch (error) {
    const mayRefresh = error instanceof ProviderCredentialsError && error.refreshable;
    if (!used || !mayRefresh || (await token(used.token)) === used.token) throw error;
    await send(current);
  }
}
