import { HIGHEST_ID, windowedSql } from '../common/windowed.sql.js';

export interface NewestOptions {
  table: string;
  columns: string;
  /** Conditions on `w` that have no index. Their parameters start at $3. */
  filter: string;
  /** Placeholder of the tenant parameter, for example `$5`. */
  tenant: string;
  window: number;
}

/** The two ways to read a list: one tenant's rows by the primary key, or the rows of all tenants by another index. */
export interface NewestSql {
  ofTenant: string;
  ofAll: string;
}

/**
 * Newest first, for tables with the key (tenant_id, id) and an index on (id), whose ids sort by age.
 * Parameters: $1 id before which to start, $2 limit.
 */
export function newestSql({ tenant, ...list }: NewestOptions): NewestSql {
  const older = `w.id < coalesce($1::uuid, ${HIGHEST_ID})`;
  const sql = (tenants: string) =>
    windowedSql({ ...list, range: `${tenants} AND ${older}`, order: 'w.id DESC', limit: '$2' });
  return { ofTenant: sql(`w.tenant_id = ${tenant}`), ofAll: sql(`${tenant}::uuid IS NULL`) };
}
