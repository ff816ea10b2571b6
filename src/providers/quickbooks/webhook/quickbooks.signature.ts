import { isHmacOf } from '../../kit/hmac.signature.js';

/**
 * Whether one of `secrets`, the app's verifier tokens, signed these bytes. No time is signed, so an old delivery stays
 * good: it is the inbox that knows it again. https://developer.intuit.com/app/developer/qbo/docs/develop/webhooks
 * @param header `intuit-signature`: base64 of HMAC-SHA256 over the raw body
 */
export function isSignedByIntuit(body: Buffer, header: unknown, secrets: readonly string[]): boolean {
  return isHmacOf('sha256', header, secrets, body);
}
