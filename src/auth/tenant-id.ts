const UUID_SHAPE = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Any UUID shape, whatever its version, in lower case; anything else is `undefined`. */
export function parseTenantId(value: unknown): string | undefined {
  return typeof value === 'string' && UUID_SHAPE.test(value) ? value.toLowerCase() : undefined;
}
