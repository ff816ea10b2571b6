import { HIGHEST_ID } from '../common/windowed.sql.js';

export interface NewestByTenantOptions {
  table: string;
  columns: string;
  /** Conditions on `w` that no index answers, with parameters from $3 on. */
  filter: string;
  /** About how many rows are read for one page. */
  window: number;
}

/** Of the window: as many tenants are read, and as many rows of the first of them. */
const SHARE = 0.1;
/** Rows that are read of a tenant at least. */
const LEAST_ROWS = 4;

const BEFORE = `coalesce($1::uuid, ${HIGHEST_ID})`;
const newest = (table: string, condition: string) => `
        SELECT w.tenant_id, w.id FROM ${table} w WHERE ${condition} ORDER BY w.tenant_id DESC, w.id DESC LIMIT 1`;

/**
 * A page of everybody's rows, newest first, of a table that has no index for it: its key is (tenant_id, id), and its ids sort
 * by age. The newest of each tenant are put together. It returns what a statement of `windowedSql` does, and reads as much
 * of a large table as of a small one: one probe of the key for each tenant, two where a page goes on, and about a window
 * of rows. Parameters: $1 id before which to start, $2 limit.
 *
 * 1. `heads`: each tenant's newest id before the position. `chosen`: the tenants with the newest of them, in that order.
 * 2. `read`: of each chosen tenant its newest rows before the position, `quota` at most. Tenants that a lot comes in for
 *    have the newest heads, so the first ones get the most.
 * 3. Of a tenant that used up its quota the older rows are not known. Of the last chosen one, with a quota of 1, they
 *    never are, and the heads of tenants that were not chosen are older than that one. So no row was missed that is newer
 *    than the newest row at which a quota ended: down to this `bound`, what was read is the list itself.
 *
 * Every page ends further down: the bound is a row that was read, so it is below the position. Without a filter no page is
 * short: at rank r a tenant's quota is `limit - r + 1` at least, and r - 1 heads are newer than all of its rows.
 */
export function newestByTenantSql({ table, columns, filter, window }: NewestByTenantOptions): string {
  const share = Math.max(1, Math.round(window * SHARE));
  const tenants = `greatest($2::bigint, ${share})`;
  const quota = `CASE WHEN c.rank = ${tenants} THEN 1
          ELSE greatest($2::bigint - c.rank + 1, ${share} / c.rank, ${LEAST_ROWS}) END`;
  return `
    WITH RECURSIVE newest AS (
      (${newest(table, 'true')})
      UNION ALL
      SELECT n.* FROM newest t CROSS JOIN LATERAL (${newest(table, 'w.tenant_id < t.tenant_id')}) n
    ), heads AS MATERIALIZED (
      SELECT tenant_id, id FROM newest WHERE id < ${BEFORE}
      UNION ALL
      SELECT h.* FROM newest t CROSS JOIN LATERAL (${newest(table, `w.tenant_id = t.tenant_id AND w.id < ${BEFORE}`)}) h
      WHERE t.id >= ${BEFORE}
    ), chosen AS MATERIALIZED (
      SELECT tenant_id, row_number() OVER (ORDER BY id DESC) AS rank FROM heads ORDER BY id DESC LIMIT ${tenants}
    ), read AS MATERIALIZED (
      SELECT r.*, r."rowsRead" = q.quota AS "isQuotaUsed" FROM chosen c
      CROSS JOIN LATERAL (SELECT ${quota} AS quota) q
      CROSS JOIN LATERAL (
        SELECT n.*, row_number() OVER (ORDER BY n.id DESC) AS "rowsRead" FROM (
          SELECT w.* FROM ${table} w WHERE w.tenant_id = c.tenant_id AND w.id < ${BEFORE} ORDER BY w.id DESC LIMIT q.quota
        ) n
      ) r
    ), bound AS MATERIALIZED (
      SELECT id FROM read WHERE "isQuotaUsed" ORDER BY id DESC LIMIT 1
    )
    SELECT ${columns}, coalesce(${filter}, false) AS "isMatch", b.id IS NOT NULL AND w.id = b.id AS "isEnd"
    FROM read w LEFT JOIN bound b ON true
    WHERE (b.id IS NULL OR w.id >= b.id) AND ((${filter}) OR w.id = b.id) ORDER BY w.id DESC LIMIT $2`;
}
