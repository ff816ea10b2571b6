import { createPublicKey, type KeyObject } from 'node:crypto';

/** NIST SP 800-131A: shorter RSA keys can be factored. */
export const RSA_MIN_BITS = 2048;

/** Accepts a PEM on one line, as secret stores often keep it: in base64, or with `\n` written out. */
export function toPem(value: string): string {
  const text = value.includes('-----BEGIN') ? value : Buffer.from(value, 'base64').toString('utf8');
  return text.replaceAll('\\n', '\n');
}

/** `undefined`: the value is not a valid key. */
export function readPublicKey(value: string): KeyObject | undefined {
  try {
    return createPublicKey(toPem(value));
  } catch {
    return undefined;
  }
}

/** A private key can also be read as a public key. It is refused, because it would be one more copy of a secret. */
export function isPrivateKey(value: string): boolean {
  return /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(toPem(value));
}

export function isShortRsaKey(key: KeyObject): boolean {
  return (key.asymmetricKeyDetails?.modulusLength ?? RSA_MIN_BITS) < RSA_MIN_BITS;
}
