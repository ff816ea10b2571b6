import { createHash, createHmac, randomUUID } from 'node:crypto';

export const SERVICE_KEY = 'development-only-internal-key-change-me-0001';
export const SERVICE_SECRET = 'development-only-internal-secret-change-me';

export interface Signing {
  service: string;
  tenantId: string;
  method: string;
  /** Path and query as sent. */
  path: string;
  body?: string | Buffer;
  version?: 1 | 2;
  nonce?: string;
  /** Called when the request is signed, because a table of cases may be built long before. */
  timestamp?: () => number | string;
  key?: string;
  secret?: string;
}

/** The headers of an internal service, signed as its own client would sign them. */
export function serviceHeaders(signing: Signing): Record<string, string> {
  const { service, tenantId, method, path, body = '', version = 1 } = signing;
  const timestamp = String((signing.timestamp ?? Date.now)());
  const nonce = signing.nonce ?? randomUUID();
  const digest = createHash('sha256').update(body).digest('hex');
  const text =
    version === 1
      ? `${service}:${timestamp}:${method}:${path}`
      : ['v2', service, timestamp, nonce, method, path, tenantId, digest].join('\n');
  return {
    'x-internal-service-key': signing.key ?? SERVICE_KEY,
    'x-service-name': service,
    'x-tenant-id': tenantId,
    'x-request-timestamp': timestamp,
    'x-request-signature': createHmac('sha256', signing.secret ?? SERVICE_SECRET)
      .update(text)
      .digest('hex'),
    ...(version === 2 && { 'x-signature-version': '2', 'x-request-nonce': nonce }),
  };
}
