import { createHash, createHmac } from 'node:crypto';
import { SHARED_KEY, SHARED_SECRET } from './auth-app.builder.js';
import { TENANT } from './token.builder.js';

export interface ServiceRequest {
  service?: string;
  key?: string;
  secret?: string;
  timestamp?: string;
  method?: string;
  url?: string;
  tenant?: string;
  nonce?: string;
  body?: string;
}

let nonces = 0;
export const freshNonce = (): string => `nonce-${String(++nonces).padStart(12, '0')}`;

/** The headers of version 1. Written from the contract, not from the code under test. */
export function signedV1(at: number, request: ServiceRequest = {}): Record<string, string> {
  const { service = 'payment-service', key = SHARED_KEY, secret = SHARED_SECRET, tenant = TENANT } = request;
  const { timestamp = String(at), method = 'GET', url = '/things' } = request;
  return {
    'x-internal-service-key': key,
    'x-service-name': service,
    'x-request-timestamp': timestamp,
    'x-request-signature': hmac(secret, `${service}:${timestamp}:${method}:${url}`),
    'x-tenant-id': tenant,
  };
}

export function signedV2(at: number, request: ServiceRequest = {}): Record<string, string> {
  const { service = 'payment-service', secret = SHARED_SECRET, tenant = TENANT, nonce = freshNonce() } = request;
  const { timestamp = String(at), method = 'GET', url = '/things', body = '' } = request;
  const digest = createHash('sha256').update(body).digest('hex');
  return {
    ...signedV1(at, request),
    'x-signature-version': '2',
    'x-request-nonce': nonce,
    'x-request-signature': hmac(
      secret,
      `v2\n${service}\n${timestamp}\n${nonce}\n${method}\n${url}\n${tenant}\n${digest}`,
    ),
  };
}

function hmac(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}
