import { createHmac } from 'node:crypto';
import { isSignedByAny } from '../../kit/hmac.signature.js';

/** Base64 of 32 bytes, in its one canonical form. */
const SIGNATURE = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;

/**
 * Whether one of `keys` signed the URL that was registered, followed by these bytes. The SDK's helper takes the body as
 * text and does not compare in constant time.
 * https://developer.squareup.com/docs/webhooks/step3validate
 * @param header base64 of the HMAC-SHA256
 */
export function isSignedBySquare(body: Buffer, url: string, header: unknown, keys: readonly string[]): boolean {
  if (!isSquareSignature(header)) return false;
  return isSignedByAny([header], keys, (key) => createHmac('sha256', key).update(url).update(body).digest('base64'));
}

/** Whether a header has the form of such a signature. */
export function isSquareSignature(header: unknown): header is string {
  return typeof header === 'string' && SIGNATURE.test(header);
}
