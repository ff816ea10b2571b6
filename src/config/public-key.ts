import { createPublicKey, type KeyObject } from 'node:crypto';

/** Shorter RSA keys are within reach of factoring: NIST SP 800-131A. */
export const RSA_MIN_BITS = 2048;

/** Secret stores like to keep a PEM on one line, as base64 or with `\n` spelled out. */
export function toPem(value: string): string {
  const text = value.includes('-----BEGIN') ? value : Buffer.from(value, 'base64').toString('utf8');
  return text.replaceAll('\\n', '\n');
}

/** `undefined`: it cannot be read. */
export function readPublicKey(value: string): KeyObject | undefined {
  try {
    return createPublicKey(toPem(value));
  } catch {
    return undefined;
  }
}

/** A private key can be read as a public one, too. Where it lies then, it is one secret more to lose. */
export function isPrivateKey(value: string): boolean {
  return /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(toPem(value));
}

export function isShortRsaKey(key: KeyObject): boolean {
  return (key.asymmetricKeyDetails?.modulusLength ?? RSA_MIN_BITS) < RSA_MIN_BITS;
}
