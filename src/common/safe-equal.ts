import { timingSafeEqual } from 'node:crypto';

/**
 * The only constant-time comparison of the repository. It returns early if the lengths differ, because the lengths of
 * the compared values are public or reveal nothing.
 */
export function safeEqual(a: string | Buffer, b: string | Buffer): boolean {
  const left = bytesOf(a);
  const right = bytesOf(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** True if any candidate matches. Compares all candidates in any case, so the time does not depend on the result. */
export function safeEqualAny(value: string | Buffer, candidates: readonly (string | Buffer)[]): boolean {
  let found = false;
  for (const candidate of candidates) found = safeEqual(value, candidate) || found;
  return found;
}

function bytesOf(value: string | Buffer): Buffer {
  return typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
}
