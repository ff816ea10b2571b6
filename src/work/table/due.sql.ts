import { hasSeveralJobs, isOpen, type WorkTableDefinition } from './work-table.definition.js';

/**
 * A row that has been claimed or postponed is deferred: until its time there is nothing to do about it. The index of open
 * rows begins with this of its columns, so that it holds the rows that are due by tenant, and after all of them the deferred
 * ones, where this is `NULL`, by their times. A walk over the tenants with due rows meets no others.
 */
const ifReady = (column: string): string => `(CASE WHEN NOT deferred THEN ${column} END)`;

export const READY_TENANT = ifReady('tenant_id');
export const READY_JOB = ifReady('job');

/**
 * For a transaction that takes due rows: they are read in the order of the index, and no more of them than are taken. Where
 * statistics are older than a backlog, PostgreSQL would read all of it by a bitmap and sort it.
 */
export const READ_IN_ORDER = `set_config('enable_bitmapscan', 'off', true)`;

/** The last column of that index, so that rows with a hint on its way are passed without being read. */
const LAST_HINT = `(CASE WHEN hinted_at IS NULL THEN '-infinity'::timestamptz ELSE hinted_at END)`;

/**
 * Rows whose time has come lie among the due ones again. In the order of their times, whatever their tenants: it takes no
 * worker's time but this statement's. $1 limit.
 */
export function wakeDueSql(table: WorkTableDefinition): string {
  const first = [...(hasSeveralJobs(table) ? [READY_JOB] : []), READY_TENANT];
  const isDeferred = first.map((column) => `${column} IS NULL`).join(' AND ');
  return `
    UPDATE ${table.name} SET deferred = false WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM ${table.name} WHERE ${isOpen(table)} AND ${isDeferred} AND due_at <= now()
      ORDER BY ${first.join(', ')}, due_at LIMIT $1 FOR UPDATE SKIP LOCKED))`;
}

/**
 * Takes one due row of each tenant, so that one tenant's backlog of 100,000 does not delay another's first job. The
 * tenants with due rows are walked by the index, from where the last walk ended and around, one probe each: as far as the
 * limit asks for, and a bounded number of steps. Nothing is locked but what is taken; what another worker holds is passed.
 *
 * There is always a row: `walkedTo` is where to go on, or `NULL` when all tenants were met.
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

/** Takes more due rows of the tenants that a walk has met. $1 to $3 and $6 as there, $4 tenants, $5 rows of each. */
export function takeMoreSql(table: WorkTableDefinition): string {
  return `
    WITH chosen AS MATERIALIZED (
      SELECT r.place FROM unnest($4::uuid[]) AS w(tenant_id) CROSS JOIN LATERAL (${rowsOf(table, '$5')}) r LIMIT $1
    ), ${hinted(table)}
    SELECT * FROM hinted`;
}

/** In the terms of the index of open rows. */
function isOfJob(table: WorkTableDefinition): string {
  return `${isOpen(table)}${hasSeveralJobs(table) ? ` AND ${READY_JOB} = $6` : ''}`;
}

/** Tenants in a part of the whole order; the last step finds none. */
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

/** Rows of the tenant `w` that are due for long enough and have no hint on its way, the longest due first. */
function rowsOf(table: WorkTableDefinition, limit: string): string {
  return `
        SELECT ctid AS place FROM ${table.name}
        WHERE ${isOfJob(table)} AND ${READY_TENANT} = w.tenant_id AND due_at <= now() - $3 * interval '1 millisecond'
          AND ${LAST_HINT} <= now() - $2 * interval '1 millisecond'
        ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
}

/** By their places, which are locked: no plan for it depends on how large the table is thought to be. */
function hinted(table: WorkTableDefinition): string {
  return `hinted AS (
      UPDATE ${table.name} w SET hinted_at = now() WHERE w.ctid = ANY (ARRAY(SELECT place FROM chosen))
      RETURNING w.tenant_id AS "tenantId", w.id, w.status = '${table.statuses.claimed}' AS "takenOver",
        (extract(epoch FROM now() - w.due_at) * 1000)::float8 AS "overdueMs"
    )`;
}
