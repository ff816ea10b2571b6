import type { Principal } from '../../auth/principal.js';

/** Kind and id of the principal that began a consent. Unique only within a tenant, so compare the tenant too. */
export function principalKey({ kind, id }: Principal): string {
  return `${kind}:${id}`;
}
