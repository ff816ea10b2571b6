import { hasSeveralJobs, isOpen, type WorkTableDefinition } from './work-table.definition.js';

/**
 * SQL for a column that is `NULL` while the row is deferred. A claimed or postponed row is deferred until its time
 * comes. The index of open rows begins with this expression. So it holds the due rows ordered by tenant, and after them
 * the deferred rows (`NULL`) ordered by time. A walk over the tenants with due rows does not read deferred rows.
 */
const ifReady = (column: string): string => `(CASE WHEN NOT deferred THEN ${column} END)`;

export const READY_TENANT = ifReady('tenant_id');
export const READY_JOB = ifReady('job');

/**
 * Makes a transaction read due rows in the order of the index, and only as many as it takes. With outdated statistics
 * PostgreSQL would otherwise read and sort a whole backlog.
 */
export const READ_IN_ORDER = `set_config('enable_bitmapscan', 'off', true)`;

/** The last column of that index. So rows with a waiting hint are skipped without reading the table. */
const LAST_HINT = `(CASE WHEN hinted_at IS NULL THEN '-infinity'::timestamptz ELSE hinted_at END)`;

/** Ends the deferral of rows whose time has come, in the order of their times. $1 limit. */
export function wakeDueSql(table: WorkTableDefinition): string {
  const first = [...(hasSeveralJobs(table) ? [READY_JOB] : []), READY_TENANT];
  const isDeferred = first.map((column) => `${column} IS NULL`).join(' AND ');
  return `
    UPDATE ${table.name} SET deferred = false WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM ${table.name} WHERE ${isOpen(table)} AND ${isDeferred} AND due_at <= now()
      ORDER BY ${first.join(', ')}, due_at LIMIT $1 FOR UPDATE SKIP LOCKED))`;
}

/**
 * Takes one due row of each tenant, so that one tenant's backlog of 100,000 rows does not delay another tenant's first
 * job. The walk visits the tenants with due rows by the index, one probe each. It starts where the last walk ended,
 * wraps around, and stops at the limit or after a bounded number of steps. It locks only the rows that it takes, and
 * skips rows that another worker has locked.
 *
 * The result always has a row: `walkedTo` is the tenant to continue after, or `NULL` when all tenants were visited.
 *
 * $1 limit, $2 hint time to live in ms, $3 due for at least so many ms, $4 the tenant after which to begin, $5 steps,
 * $6 job.
 */
export function walkDueSql(table: WorkTableDefinition): string {
  return `
    WITH RECURSIVE ${walk(table, 'ahead', `${READY_TENANT} > $4`)}, ${walk(table, 'behind', `${READY_TENANT} <= $4`)},
    chosen AS MATERIALIZED (
      SELECT w.tenant_id, w.lap, w.step, r.place FROM (
        SELECT tenant_id, 0 AS lap, step FROM ahead UNION ALL SELECT tenant_id, 1, step FROM behind
      ) w CROSS JOIN LATERAL (${rowsOf(table, '1')}) r LIMIT $1
    ), ${hinted(table)}
    SELECT CASE WHEN (SELECT count(*) FROM chosen) >= $1
        THEN (SELECT tenant_id FROM chosen ORDER BY lap DESC, step DESC LIMIT 1)
        ELSE (SELECT tenant_id FROM ahead WHERE step = $5) END AS "walkedTo", h.*
    FROM (VALUES (1)) AS round LEFT JOIN hinted h ON true`;
}

/**
 * Takes more due rows of the tenants that a walk has visited. $1 to $3 and $6 as in the walk, $4 tenants, $5 rows of
 * each.
 */
export function takeMoreSql(table: WorkTableDefinition): string {
  return `
    WITH chosen AS MATERIALIZED (
      SELECT r.place FROM unnest($4::uuid[]) AS w(tenant_id) CROSS JOIN LATERAL (${rowsOf(table, '$5')}) r LIMIT $1
    ), ${hinted(table)}
    SELECT * FROM hinted`;
}

/** The condition in the form that the index of open rows can use. */
function isOfJob(table: WorkTableDefinition): string {
  return `${isOpen(table)}${hasSeveralJobs(table) ? ` AND ${READY_JOB} = $6` : ''}`;
}

/** Tenants with due rows in one part of their order. The last step finds none. */
function walk(table: WorkTableDefinition, name: string, part: string): string {
  const next = (condition: string) => `
        SELECT tenant_id FROM ${table.name} WHERE ${isOfJob(table)} AND ${part}${condition}
        ORDER BY ${READY_TENANT} LIMIT 1`;
  return `${name} AS (
      SELECT (${next('')}) AS tenant_id, 1 AS step
      UNION ALL
      SELECT (${next(` AND ${READY_TENANT} > t.tenant_id`)}), t.step + 1
      FROM ${name} t WHERE t.tenant_id IS NOT NULL AND t.step < $5
    )`;
}

/** Rows of the tenant `w` that have been due for long enough and have no waiting hint, the oldest first. */
function rowsOf(table: WorkTableDefinition, limit: string): string {
  return `
        SELECT ctid AS place FROM ${table.name}
        WHERE ${isOfJob(table)} AND ${READY_TENANT} = w.tenant_id AND due_at <= now() - $3 * interval '1 millisecond'
          AND ${LAST_HINT} <= now() - $2 * interval '1 millisecond'
        ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
}

/**
 * Finds the chosen rows by their physical place, so the plan does not depend on statistics. The rows are locked, so the
 * place cannot change.
 */
function hinted(table: WorkTableDefinition): string {
  return `hinted AS (
      UPDATE ${table.name} w SET hinted_at = now() WHERE w.ctid = ANY (ARRAY(SELECT place FROM chosen))
      RETURNING w.tenant_id AS "tenantId", w.id, w.status = '${table.statuses.claimed}' AS "takenOver",
        (extract(epoch FROM now() - w.due_at) * 1000)::float8 AS "overdueMs"
    )`;
}
