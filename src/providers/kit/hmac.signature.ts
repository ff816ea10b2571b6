import { safeEqual } from '../../common/safe-equal.js';

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
