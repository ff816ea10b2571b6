/** Counting stops here: whoever looks wants to know that there is a lot, not how many millions. */
export const COUNTED_AT_MOST = 10_000;

/**
 * How many rows of a work table are due, and since when the longest due one is. Both are bounded: the count by its
 * limit, the age by one probe of the index a tenant.
 */
export function openWorkSql(table: string, open: readonly string[]): string {
  const isOpen = `status IN (${open.map((status) => `'${status}'`).join(', ')})`;
  return `
    WITH RECURSIVE tenants AS (
      (SELECT tenant_id FROM ${table} WHERE ${isOpen} ORDER BY tenant_id LIMIT 1)
      UNION ALL
      SELECT (SELECT w.tenant_id FROM ${table} w WHERE ${isOpen} AND w.tenant_id > t.tenant_id ORDER BY w.tenant_id LIMIT 1)
      FROM tenants t WHERE t.tenant_id IS NOT NULL
    )
    SELECT
      (SELECT count(*)::int FROM (
        SELECT 1 FROM ${table} WHERE ${isOpen} AND due_at <= now() LIMIT ${COUNTED_AT_MOST}) d) AS due,
      (SELECT greatest(0, extract(epoch FROM now() - min(o.due_at)))::float8 FROM tenants t CROSS JOIN LATERAL (
        SELECT due_at FROM ${table} WHERE tenant_id = t.tenant_id AND ${isOpen} ORDER BY due_at LIMIT 1
      ) o WHERE t.tenant_id IS NOT NULL) AS "oldestSeconds"`;
}
