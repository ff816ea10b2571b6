import type { SquareSettings } from '../square.config.js';
import type { AccountEnvironment } from '../../connection.js';

/** Sandbox and production have separate accounts and tokens: https://developer.squareup.com/docs/devtools/sandbox/overview */
const HOSTS: Readonly<Record<AccountEnvironment, string>> = {
  production: 'https://connect.squareup.com',
  sandbox: 'https://connect.squareupsandbox.com',
};

export function squareHost({ baseUrl }: SquareSettings, environment: AccountEnvironment): string {
  return baseUrl ?? HOSTS[environment];
}

/** Which world our own application belongs to; `null`: its id does not say, and the host is not Square's. */
export function applicationEnvironment({ applicationId, baseUrl }: SquareSettings): AccountEnvironment | null {
  if (applicationId?.startsWith('sandbox-')) return 'sandbox';
  return baseUrl ? null : 'production';
}
