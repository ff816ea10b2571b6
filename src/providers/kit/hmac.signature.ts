import { createHmac } from 'node:crypto';
import { safeEqual } from '../../common/safe-equal.js';

/** Base64 in its one canonical form, of 20 and of 32 bytes. */
const FORM = {
  sha1: /^[A-Za-z0-9+/]{26}[AEIMQUYcgkosw048]=$/,
  sha256: /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/,
} as const;
type Algorithm = keyof typeof FORM;

/** Whether a header has the form of an HMAC in base64. */
export function isHmac(algorithm: Algorithm, header: unknown): header is string {
  return typeof header === 'string' && FORM[algorithm].test(header);
}

/** Whether the header is the HMAC, in base64, that one of `secrets` makes of the parts, one after the other. */
export function isHmacOf(
  algorithm: Algorithm,
  header: unknown,
  secrets: readonly string[],
  ...parts: readonly (Buffer | string)[]
): boolean {
  if (!isHmac(algorithm, header)) return false;
  const sign = (secret: string) =>
    parts.reduce((hmac, part) => hmac.update(part), createHmac(algorithm, secret)).digest('base64');
  return isSignedByAny([header], secrets, sign);
}

/**
 * Whether one of the signatures is what one of `secrets` makes. Compares in constant time, and all of them, so that the
 * time says nothing of which one matched. An empty secret signs nothing.
 */
export function isSignedByAny(
  signatures: readonly string[],
  secrets: readonly string[],
  sign: (secret: string) => string,
): boolean {
  let signed = false;
  for (const secret of secrets) {
    if (secret === '') continue;
    const expected = sign(secret);
    for (const signature of signatures) signed = safeEqual(signature, expected) || signed;
  }
  return signed;
}
