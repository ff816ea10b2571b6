import { HIGHEST_ID } from '../common/windowed.sql.js';

export interface NewestByTenantOptions {
  table: string;
  columns: string;
  /** Conditions on `w` that have no index. Their parameters start at $3. */
  filter: string;
  /** Approximate number of rows to read for one page. */
  window: number;
}

/** The fraction of the window that limits both the number of tenants and the rows of the first tenant. */
const SHARE = 0.1;
/** Smallest number of rows to read for each tenant. */
const LEAST_ROWS = 4;

const BEFORE = `coalesce($1::uuid, ${HIGHEST_ID})`;
const newest = (table: string, condition: string) => `
        SELECT w.tenant_id, w.id FROM ${table} w WHERE ${condition} ORDER BY w.tenant_id DESC, w.id DESC LIMIT 1`;

/**
 * A page of the rows of all tenants, newest first, for a table without an index for that order. The key of the table is
 * (tenant_id, id), and its ids sort by age. The statement merges the newest rows of each tenant. It returns the same
 * columns as a statement of `windowedSql`. Its cost does not depend on the size of the table: one probe of the key for
 * each tenant (two after the first page), and about one window of rows. Parameters: $1 id before which to start, $2
 * limit.
 *
 * 1. `heads`: each tenant's newest id before the position. `chosen`: the tenants with the newest heads, newest first.
 * 2. `read`: the newest rows of each chosen tenant before the position, at most `quota` of them. The first tenants get
 *    the largest quota, because busy tenants have the newest heads.
 * 3. If a tenant used up its quota, its older rows are unknown. The last chosen tenant has a quota of 1, so its older
 *    rows are always unknown, and the heads of the tenants that were not chosen are older than its row. `bound` is the
 *    newest row at which a quota ended. Every row that is newer than `bound` was read, so the page ends there.
 *
 * Every page makes progress: the bound is a row that was read, so it is below the position. Without a filter every page
 * is full: a tenant at rank r has a quota of at least `limit - r + 1`, and r - 1 heads are newer than all of its rows.
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
