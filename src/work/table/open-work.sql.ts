import { READY_TENANT } from './due.sql.js';
import { hasSeveralJobs, isOpen, type WorkTableDefinition } from './work-table.definition.js';

/** Counting stops here: that there is a lot is enough to know. */
export const COUNTED_AT_MOST = 10_000;

/**
 * How many rows of a work table are due, and since when the longest due one is. The count is bounded by its limit, the age
 * by one probe of the index for each tenant in it, and one for all that were put off.
 *
 * The due time comes after the tenant in an index of open rows. In a table of one job these are the tenants of rows that are
 * not deferred, and the deferred rows lie apart.
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
