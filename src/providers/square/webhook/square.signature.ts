import { isHmacOf } from '../../kit/hmac.signature.js';

/**
 * Whether one of `keys` signed the URL that was registered, followed by these bytes. The SDK's helper takes the body as
 * text and does not compare in constant time.
 * https://developer.squareup.com/docs/webhooks/step3validate
 * @param header base64 of the HMAC-SHA256
 */
export function isSignedBySquare(body: Buffer, url: string, header: unknown, keys: readonly string[]): boolean {
  return isHmacOf('sha256', header, keys, url, body);
}
