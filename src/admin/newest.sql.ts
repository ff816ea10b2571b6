export interface NewestOptions {
  table: string;
  columns: string;
  /** Condition on `w` that an index of the table is limited to, or nothing. */
  index?: string;
  /** Further conditions on `w`, with parameters from $3 on. */
  filter?: string;
}

/** Above every id, so that the first page is the same statement as the others. */
const LAST_ID = `'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid`;

/**
 * Newest rows of every tenant, for tables whose key is (tenant_id, id) and whose ids sort by age: the tenants are
 * walked by the index and each gives a page, so that no page sorts the whole table.
 *
 * Parameters: $1 id before which to start, $2 limit.
 */
export function newestSql({ table, columns, index = 'true', filter = 'true' }: NewestOptions): string {
  return `
    WITH RECURSIVE tenants AS (
      (SELECT w.tenant_id FROM ${table} w WHERE ${index} ORDER BY w.tenant_id LIMIT 1)
      UNION ALL
      SELECT (SELECT w.tenant_id FROM ${table} w WHERE ${index} AND w.tenant_id > t.tenant_id ORDER BY w.tenant_id LIMIT 1)
      FROM tenants t WHERE t.tenant_id IS NOT NULL
    )
    SELECT n.* FROM tenants t CROSS JOIN LATERAL (
      SELECT ${columns} FROM ${table} w
      WHERE w.tenant_id = t.tenant_id AND ${index} AND ${filter} AND w.id < coalesce($1::uuid, ${LAST_ID})
      ORDER BY w.id DESC LIMIT $2
    ) n WHERE t.tenant_id IS NOT NULL ORDER BY n.id DESC LIMIT $2`;
}
