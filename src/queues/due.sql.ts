/**
 * Takes due rows of a work table in turn over its tenants, so that one tenant's backlog of 100,000 does not delay
 * another's first job: the tenants with open work are walked by the index, and each gives a bounded number.
 *
 * Parameters: $1 limit, $2 rows per tenant, $3 hint time to live in ms, $4 due for at least so many ms, and what
 * `condition` names.
 */
export function takeDueSql(
  table: string,
  open: readonly string[],
  returning: string,
  condition: string = 'true',
): string {
  const isOpen = `status IN (${open.map((status) => `'${status}'`).join(', ')})`;
  return `
    WITH RECURSIVE tenants AS (
      (SELECT tenant_id FROM ${table} WHERE ${isOpen} ORDER BY tenant_id LIMIT 1)
      UNION ALL
      SELECT (SELECT w.tenant_id FROM ${table} w WHERE ${isOpen} AND w.tenant_id > t.tenant_id ORDER BY w.tenant_id LIMIT 1)
      FROM tenants t WHERE t.tenant_id IS NOT NULL
    ), due AS MATERIALIZED (
      SELECT d.tenant_id, d.id FROM tenants t CROSS JOIN LATERAL (
        SELECT w.tenant_id, w.id, row_number() OVER (ORDER BY w.due_at) AS turn FROM (
          SELECT tenant_id, id, due_at FROM ${table}
          WHERE tenant_id = t.tenant_id AND ${isOpen} AND ${condition}
            AND due_at <= now() - $4 * interval '1 millisecond'
            AND (hinted_at IS NULL OR hinted_at <= now() - $3 * interval '1 millisecond')
          ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED
        ) w
      ) d
      WHERE t.tenant_id IS NOT NULL ORDER BY d.turn LIMIT $1
    )
    UPDATE ${table} w SET hinted_at = now() FROM due
    WHERE w.tenant_id = due.tenant_id AND w.id = due.id
    RETURNING w.tenant_id AS "tenantId", w.id, (extract(epoch FROM now() - w.due_at) * 1000)::float8 AS "overdueMs", ${returning}`;
}
