import type { Config } from '../config/config.js';

type Logins = Pick<Config, 'roles' | 'databaseUrl' | 'databaseApiUrl'>;

/**
 * Whether the API's login is another one than the worker's. A process that serves the API knows both. One that does not
 * need not be told the API's, and then goes by what its own login is: the owner of everything, or not.
 * @param ownsTables of the login that this process works with
 */
export function isSeparateLogin({ roles, databaseUrl, databaseApiUrl }: Logins, ownsTables: boolean): boolean {
  const differ = userOf(databaseUrl) !== userOf(databaseApiUrl);
  return roles.includes('api') ? differ && !ownsTables : differ || !ownsTables;
}

function userOf(url: string | undefined): string {
  return url ? new URL(url).username : '';
}
