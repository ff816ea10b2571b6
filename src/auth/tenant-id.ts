import { UUID_SHAPE } from '../common/uuid.shape.js';

/** Any UUID shape, whatever its version, in lower case; anything else is `undefined`. */
export function parseTenantId(value: unknown): string | undefined {
  return typeof value === 'string' && UUID_SHAPE.test(value) ? value.toLowerCase() : undefined;
}
