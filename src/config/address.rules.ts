import { isIPv4 } from 'node:net';
import type { Environment } from './environment.schema.js';

/** Addresses that browsers, vendors and token issuers use. With http://, secrets would be readable in transit. */
const NAME_OF_ADDRESS = /_URL$|^OAUTH_RETURN_TO$/;

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

/** @param hostname as `URL` returns it: lower case, IPv4 in four parts, IPv6 in brackets */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'));
}
