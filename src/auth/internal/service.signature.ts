import { createHash, createHmac } from 'node:crypto';
import type { ServiceClaim } from './service.claim.js';

/** The parts of a request that the signature covers, besides the headers. */
export interface SignedRequest {
  method: string;
  /** Path and query exactly as sent. */
  url: string;
  /** `undefined` if there is no body. Its signature is that of an empty body. */
  body?: Buffer;
}

/** The expected signature: HMAC-SHA256 in lower-case hex. */
export function serviceSignature(claim: ServiceClaim, request: SignedRequest, secret: string): string {
  return createHmac('sha256', secret).update(signedText(claim, request)).digest('hex');
}

/**
 * Version 1 covers neither the tenant nor the body, so an attacker that can read a request can change both within the
 * window. Version 2 covers everything.
 */
function signedText(claim: ServiceClaim, { method, url, body }: SignedRequest): string {
  const { service, timestamp, nonce, tenantHeader } = claim;
  if (claim.version === 1) return `${service}:${timestamp}:${method}:${url}`;
  const digest = createHash('sha256')
    .update(body ?? '')
    .digest('hex');
  return ['v2', service, timestamp, nonce, method, url, tenantHeader, digest].join('\n');
}
