import type { Principal } from '../../auth/principal.js';

/** Who began a consent: kind and id. Unique within a tenant, so compare the tenant too. */
export function principalKey({ kind, id }: Principal): string {
  return `${kind}:${id}`;
}
