import type { Config } from '../../../config/config.js';
import type { AccountEnvironment } from '../../connection.js';

/** Sandbox and production are two worlds, each with accounts and tokens of its own: https://developer.squareup.com/docs/devtools/sandbox/overview */
const HOSTS: Readonly<Record<AccountEnvironment, string>> = {
  production: 'https://connect.squareup.com',
  sandbox: 'https://connect.squareupsandbox.com',
};

export function squareHost({ square }: Config, environment: AccountEnvironment): string {
  return square.baseUrl ?? HOSTS[environment];
}

/** Which world our own application belongs to; `null`: its id does not say, and the host is not Square's. */
export function applicationEnvironment({ square }: Config): AccountEnvironment | null {
  if (square.applicationId?.startsWith('sandbox-')) return 'sandbox';
  return square.baseUrl ? null : 'production';
}
