import { timingSafeEqual } from 'node:crypto';

/**
 * The one constant-time comparison of the repository. A wrong length answers at once: what is compared here has
 * a length that is public, or that says nothing.
 */
export function safeEqual(a: string | Buffer, b: string | Buffer): boolean {
  const left = bytesOf(a);
  const right = bytesOf(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** True if any candidate matches; looks at all of them whatever the outcome. */
export function safeEqualAny(value: string | Buffer, candidates: readonly (string | Buffer)[]): boolean {
  let found = false;
  for (const candidate of candidates) found = safeEqual(value, candidate) || found;
  return found;
}

function bytesOf(value: string | Buffer): Buffer {
  return typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
}
