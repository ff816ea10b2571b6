import type { SecretPlace } from './sealed.js';

/**
 * A table of encrypted secrets (`kid`, `wrapped_key`, `ciphertext`). It is declared once, beside its store. The columns
 * of tenant, owner and field are its primary key, and their values are authenticated with each secret.
 */
export interface SealedTable {
  name: string;
  /** Column of the tenant; `null`: the secrets belong to no tenant. */
  tenant: string | null;
  /** Column of the owner of the secret. */
  owner: string;
  /** Column that distinguishes the secrets of one owner. */
  field: string;
  /** Prefix of the field in the authenticated data. */
  prefix?: string;
}

/** The place of a row's secret, which is authenticated with it. */
export function placeIn(
  { prefix = '' }: SealedTable,
  tenantId: string | null,
  ownerId: string,
  field: string,
): SecretPlace {
  return { tenantId, ownerId, field: `${prefix}${field}` };
}
