import type { Config } from '../../config/config.js';
import { ValidationError } from '../../common/http.errors.js';
import { isPublicAddress } from '../sending/public.address.js';
import { literalAddress } from '../sending/receiver.address.js';

const LOCAL_NAME = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|arpa)\.?$/i;

/**
 * Refuses an address that notifications may not go to, as far as its text tells. What its name leads to is checked each time
 * that something is sent there.
 * @throws ValidationError
 */
export function checkAddress(text: string, { allowsPrivate }: Config['notifications']): void {
  const url = URL.canParse(text) ? new URL(text) : null;
  const problem = url ? problemOf(url, allowsPrivate) : 'must be a URL';
  if (problem) throw new ValidationError([{ field: 'url', message: problem }]);
}

function problemOf(url: URL, allowsPrivate: boolean): string | null {
  if (url.username || url.password) return 'must not contain a user or a password';
  if (url.hash) return 'must not contain a fragment';
  if (allowsPrivate) return /^https?:$/.test(url.protocol) ? null : 'must begin with https:// or http://';
  if (url.protocol !== 'https:') return 'must begin with https://';
  const literal = literalAddress(url);
  const isPrivate = literal ? !isPublicAddress(literal) : LOCAL_NAME.test(url.hostname) || !url.hostname.includes('.');
  return isPrivate ? 'must name a host of the public internet' : null;
}
