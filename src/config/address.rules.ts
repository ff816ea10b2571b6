import { isIPv4 } from 'node:net';
import type { Environment } from './environment.schema.js';

/** Where browsers, vendors and issuers of tokens are: what goes there is worth reading on the way. */
const NAME_OF_ADDRESS = /^(PUBLIC_URL|JWT_JWKS_URL|OAUTH_RETURN_TO)$|_BASE_URL$|_NOTIFICATION_URL$/;

export function addressProblems(e: Environment): string[] {
  return Object.entries(e)
    .filter(([name, value]) => NAME_OF_ADDRESS.test(name) && [value].flat().some(isReadable))
    .map(([name]) => `${name} must begin with https://`);
}

function isReadable(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const { protocol, hostname } = new URL(value);
  return protocol === 'http:' && !isLoopback(hostname);
}

/** @param hostname as `URL` writes it: lower case, IPv4 in four parts, IPv6 in brackets */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'));
}
