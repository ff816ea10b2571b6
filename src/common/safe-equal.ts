import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * The one constant-time comparison of the repository. Both sides are hashed first, so a wrong length neither
 * throws nor answers sooner.
 */
export function safeEqual(a: string | Buffer, b: string | Buffer): boolean {
  return timingSafeEqual(sha256(a), sha256(b));
}

/** True if any candidate matches; looks at all of them whatever the outcome. */
export function safeEqualAny(value: string | Buffer, candidates: readonly (string | Buffer)[]): boolean {
  let found = false;
  for (const candidate of candidates) found = safeEqual(value, candidate) || found;
  return found;
}

function sha256(value: string | Buffer): Buffer {
  return createHash('sha256').update(value).digest();
}
