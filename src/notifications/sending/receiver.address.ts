import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './public.address.js';

/** The name of a receiver leads to an address that is not public. */
export class PrivateAddressError extends Error {
  readonly code = 'private_address';

  constructor() {
    super('The address of the receiver is not a public one');
    this.name = 'PrivateAddressError';
  }
}

/** The host of a URL as an IP address; `null`: it is a name. Brackets of IPv6 are taken off. */
export function literalAddress({ hostname }: URL): string | null {
  const host = hostname.replace(/^\[|\]$/g, '');
  return isIP(host) ? host : null;
}

/**
 * Resolves names, and refuses them when any of their addresses is not public. The connection is made to the address that
 * was checked: a name server that gives another answer the next time is not asked again.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  systemLookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '', 0);
    const [first] = addresses;
    if (!first || !addresses.every(({ address }) => isPublicAddress(address))) {
      return callback(new PrivateAddressError(), '', 0);
    }
    if (options.all) return (callback as (error: null, all: typeof addresses) => void)(null, addresses);
    callback(null, first.address, first.family);
  });
};
