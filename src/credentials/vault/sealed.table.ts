import type { SecretPlace } from './sealed.js';

/**
 * A table of sealed secrets (`kid`, `wrapped_key`, `ciphertext`), declared once, beside its store. Tenant, owner and field
 * are its primary key, and what is bound into each secret.
 */
export interface SealedTable {
  name: string;
  /** Column of the tenant; `null`: the secrets belong to no tenant. */
  tenant: string | null;
  /** Column of what the secret belongs to. */
  owner: string;
  /** Column that tells apart the secrets of one owner. */
  field: string;
  /** Bound into the secret ahead of the field. */
  prefix?: string;
}

/** What is bound into the secret of one row. */
export function placeIn(
  { prefix = '' }: SealedTable,
  tenantId: string | null,
  ownerId: string,
  field: string,
): SecretPlace {
  return { tenantId, ownerId, field: `${prefix}${field}` };
}
