import { UUID_SHAPE } from '../common/uuid.shape.js';

/** Accepts any UUID shape, whatever its version, and returns it in lower case. `undefined` for anything else. */
export function parseTenantId(value: unknown): string | undefined {
  return typeof value === 'string' && UUID_SHAPE.test(value) ? value.toLowerCase() : undefined;
}
