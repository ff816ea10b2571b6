import { DEFERRED_UNTIL } from '../../queues/due.sql.js';

/** Counting stops here: whoever looks wants to know that there is a lot, not how many millions. */
export const COUNTED_AT_MOST = 10_000;

interface CountedTable {
  name: string;
  open: readonly string[];
  /** The columns of an index of open rows before the due time; it may begin with what only deferred rows have. */
  index: 'tenant' | 'deferred and tenant';
}

/**
 * How many rows of a work table are due, and since when the longest due one is. The count is bounded by its limit, the age
 * by one probe of the index for each tenant with due rows, and one for all that were put off.
 */
export function openWorkSql({ name, open, index }: CountedTable): string {
  const isOpen = `status IN (${open.map((status) => `'${status}'`).join(', ')})`;
  const [walked, order] =
    index === 'tenant' ? ['', 'tenant_id'] : [` AND ${DEFERRED_UNTIL} IS NULL`, `${DEFERRED_UNTIL}, tenant_id`];
  const next = (after: string) =>
    `SELECT tenant_id, due_at FROM ${name} WHERE ${isOpen}${walked}${after} ORDER BY ${order}, due_at LIMIT 1`;
  const count = (condition: string) =>
    `(SELECT count(*) FROM (SELECT FROM ${name} WHERE ${isOpen} AND ${condition} LIMIT ${COUNTED_AT_MOST}) d)`;
  return `
    WITH RECURSIVE tenants AS (
      (${next('')})
      UNION ALL
      SELECT n.tenant_id, n.due_at FROM tenants t CROSS JOIN LATERAL (${next(' AND tenant_id > t.tenant_id')}) n
    ), late AS (
      SELECT due_at FROM ${name} WHERE ${isOpen} AND ${DEFERRED_UNTIL} <= now() ORDER BY ${DEFERRED_UNTIL} LIMIT 1
    )
    SELECT
      least(${COUNTED_AT_MOST}, ${count(`${DEFERRED_UNTIL} IS NULL AND due_at <= now()`)}
        + ${count(`${DEFERRED_UNTIL} <= now()`)})::int AS due,
      greatest(0, extract(epoch FROM now() - least((SELECT min(due_at) FROM tenants), (SELECT due_at FROM late))))::float8
        AS "oldestSeconds"`;
}
