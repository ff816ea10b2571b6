import { READY_TENANT } from './due.sql.js';
import { hasSeveralJobs, isOpen, type WorkTableDefinition } from './work-table.definition.js';

/** Counting stops here, because an exact larger number is not needed. */
export const COUNTED_AT_MOST = 10_000;

/**
 * The number of due rows of a work table, and the age of the oldest. The count stops at its limit. The age costs one
 * probe of the index for each tenant, and one for all deferred rows.
 *
 * The index of open rows has the due time after the tenant. In a table of one job, that index separates the deferred
 * rows.
 */
export function openWorkSql(table: WorkTableDefinition): string {
  const { name } = table;
  const open = isOpen(table);
  const [tenant, isApart] = hasSeveralJobs(table) ? ['tenant_id', 'false'] : [READY_TENANT, `${READY_TENANT} IS NULL`];
  const first = (condition: string) =>
    `SELECT tenant_id, due_at FROM ${name} WHERE ${open} AND ${condition} ORDER BY ${tenant}, due_at LIMIT 1`;
  const count = (condition: string) => `(SELECT count(*) FROM (
        SELECT FROM ${name} WHERE ${open} AND ${condition} AND due_at <= now()
        ORDER BY ${tenant}, due_at LIMIT ${COUNTED_AT_MOST}) d)`;
  return `
    WITH RECURSIVE tenants AS (
      (${first(`${tenant} IS NOT NULL`)})
      UNION ALL
      SELECT n.tenant_id, n.due_at FROM tenants t CROSS JOIN LATERAL (${first(`${tenant} > t.tenant_id`)}) n
    ), late AS (${first(`${isApart} AND due_at <= now()`)})
    SELECT
      least(${COUNTED_AT_MOST}, ${count(`${tenant} IS NOT NULL`)} + ${count(isApart)})::int AS due,
      greatest(0, extract(epoch FROM now() - least((SELECT min(due_at) FROM tenants), (SELECT due_at FROM late))))::float8
        AS "oldestSeconds"`;
}
