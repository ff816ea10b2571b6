import { HIGHEST_ID, windowedSql } from '../common/windowed.sql.js';

export interface NewestOptions {
  table: string;
  columns: string;
  /** Conditions on `w` that no index answers, with parameters from $3 on. */
  filter: string;
  /** Parameter of the filter by tenant. */
  tenant: string;
  window: number;
}

/** The two ways to read a list: one tenant's rows by the primary key, or the rows of all tenants by another index. */
export interface NewestSql {
  ofTenant: string;
  ofAll: string;
}

/**
 * Newest first, for tables whose key is (tenant_id, id), that have an index on (id), and whose ids sort by age.
 * Parameters: $1 id before which to start, $2 limit.
 */
export function newestSql({ tenant, ...list }: NewestOptions): NewestSql {
  const older = `w.id < coalesce($1::uuid, ${HIGHEST_ID})`;
  const sql = (tenants: string) =>
    windowedSql({ ...list, range: `${tenants} AND ${older}`, order: 'w.id DESC', limit: '$2' });
  return { ofTenant: sql(`w.tenant_id = ${tenant}`), ofAll: sql(`${tenant}::uuid IS NULL`) };
}
