import { createHmac } from 'node:crypto';
import { isSignedByAny } from '../../kit/hmac.signature.js';

/** Base64 of 32 bytes. */
const SIGNATURE = /^[A-Za-z0-9+/]{43}=$/;

/**
 * Whether one of `secrets`, the app's verifier tokens, signed these bytes. No time is signed, so an old delivery stays
 * good: it is the inbox that knows it again. https://developer.intuit.com/app/developer/qbo/docs/develop/webhooks
 * @param header `intuit-signature`: base64 of HMAC-SHA256 over the raw body
 */
export function isSignedByIntuit(body: Buffer, header: unknown, secrets: readonly string[]): boolean {
  if (!isIntuitSignature(header)) return false;
  return isSignedByAny([header], secrets, (secret) => createHmac('sha256', secret).update(body).digest('base64'));
}

/** Whether a header has the form of such a signature. */
export function isIntuitSignature(header: unknown): header is string {
  return typeof header === 'string' && SIGNATURE.test(header);
}
