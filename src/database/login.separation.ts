import type { Config } from '../config/config.js';

type Logins = Pick<Config, 'roles' | 'databaseUrl' | 'databaseApiUrl'>;

/**
 * Whether the API and the worker have different logins. A process that serves the API knows both. Any other process may
 * not know the API's login. Then it checks whether its own login owns the tables: a separate worker's login does not.
 * @param ownsTables whether this process's login owns the tables
 */
export function isSeparateLogin({ roles, databaseUrl, databaseApiUrl }: Logins, ownsTables: boolean): boolean {
  const differ = userOf(databaseUrl) !== userOf(databaseApiUrl);
  return roles.includes('api') ? differ && !ownsTables : differ || !ownsTables;
}

function userOf(url: string | undefined): string {
  return url ? new URL(url).username : '';
}
