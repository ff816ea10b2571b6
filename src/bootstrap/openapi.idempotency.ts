import type { DocumentedOperation } from './openapi.operations.js';

/** Paths of POST requests that accept `Idempotency-Key`. */
const IDEMPOTENT = /^\/api\/v1\/(integrations|sync|notifications)(\/|$)/;

export const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'A repeated request with the same key and body gets the first answer again. Kept for 24 hours.',
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$', minLength: 1, maxLength: 255 },
  example: 'order-4711-attempt-1',
} as const;

export function isIdempotent({ method, path }: DocumentedOperation): boolean {
  return method === 'post' && IDEMPOTENT.test(path);
}
