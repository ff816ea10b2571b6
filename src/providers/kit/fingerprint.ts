import { createHash } from 'node:crypto';

/**
 * Stands for the account of a secret while that is not known: names its rate limit, and reports nothing of the secret.
 * @param kind `key` or `token`, with which it begins
 */
export function fingerprint(kind: string, secret: string): string {
  return `${kind}_${createHash('sha256').update(secret).digest('hex').slice(0, 16)}`;
}

const PRINTABLE = /^[\x21-\x7e]+$/;

/** Printable ASCII without blanks: anything else cannot be sent in a header, nor be a key or token. */
export function isSecret(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value.length <= longest && PRINTABLE.test(value);
}
