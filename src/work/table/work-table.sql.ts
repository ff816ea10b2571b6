import { READ_IN_ORDER, READY_JOB, READY_TENANT } from './due.sql.js';
import { hasSeveralJobs, isOpen, type WorkTableDefinition } from './work-table.definition.js';

const COMMIT_LATER = `set_config('synchronous_commit', 'off', true)`;

/** Makes the commit of this transaction not wait for the disk, because webhook deliveries queue there. */
export const COMMIT_LATER_SQL = `SELECT ${COMMIT_LATER}`;

/** Settings of a transaction that claims the due rows of a tenant. */
export function claimSettingsSql({ commitsClaimsLater }: WorkTableDefinition): string {
  return `SELECT ${commitsClaimsLater ? `${COMMIT_LATER}, ` : ''}${READ_IN_ORDER}`;
}

/**
 * Columns that a claim sets. It clears the hint, so that the next hint need not wait until this one counts as lost. $3
 * lease in seconds.
 */
function claim({ statuses, startedAt }: WorkTableDefinition): string {
  const started = startedAt ? `, ${startedAt} = coalesce(w.${startedAt}, now())` : '';
  return `status = '${statuses.claimed}', fence = w.fence + 1, due_at = now() + $3 * interval '1 second',
      deferred = true, hinted_at = NULL${started}`;
}

/** Claims the rows of `due` and `named`, and reads them. */
function claimed(table: WorkTableDefinition): string {
  return `claimed AS (
    UPDATE ${table.name} w SET ${claim(table)}
    FROM (SELECT id FROM due UNION ALL SELECT id FROM named) c WHERE w.tenant_id = $1 AND w.id = c.id
    RETURNING ${table.columns}
  )
  ${table.read ?? 'SELECT * FROM claimed'}`;
}

/**
 * Claims due rows of one tenant, the oldest first. It ignores which of them the hint named, because an ordering that
 * put this row first would sort the whole backlog. The named row is claimed in addition if it is due but still
 * deferred. $1 tenant, $2 how many, $3 lease in seconds, $4 the named row, $5 job.
 */
export function claimDueSql(table: WorkTableDefinition): string {
  const isOfJob = hasSeveralJobs(table) ? `${READY_JOB} = $5 AND ` : '';
  return `
  WITH due AS MATERIALIZED (
    SELECT id FROM ${table.name}
    WHERE ${isOfJob}${READY_TENANT} = $1 AND ${isOpen(table)} AND due_at <= now()
    ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED
  ), named AS MATERIALIZED (
    SELECT id FROM ${table.name}
    WHERE tenant_id = $1 AND id = $4 AND ${isOpen(table)} AND deferred AND due_at <= now()
    FOR UPDATE SKIP LOCKED
  ), ${claimed(table)}`;
}

/**
 * As {@link claimDueSql}, of lanes that are free. The lanes take turns, and in each lane the rows that go first and the others:
 * nothing waits for the backlog of another lane. Of a group, no more lanes than it has places for: which ones is left to
 * chance. Rows of other lanes are not even read, however many there are. $1 to $5 as there, $6 lanes that are taken, $7 groups
 * some of whose lanes are taken, $8 places that each of them has left, $9 places of the others.
 */
export function claimDueOfLanesSql(table: WorkTableDefinition): string {
  const { column = '', group = '', first = '' } = table.lane ?? {};
  const ready = `tenant_id = $1 AND job = $5 AND NOT deferred AND ${isOpen(table)}`;
  const places = (of: string) =>
    `coalesce((SELECT g.places FROM unnest($7::text[], $8::int[]) g(name, places) WHERE g.name = ${of}.${group}), $9::int)`;
  return `
  WITH RECURSIVE lanes AS (
    (SELECT ${column}, ${group} FROM ${table.name} WHERE ${ready} ORDER BY ${column} LIMIT 1)
    UNION ALL
    SELECT next.* FROM lanes l CROSS JOIN LATERAL (
      SELECT ${column}, ${group} FROM ${table.name} WHERE ${ready} AND ${column} > l.${column} ORDER BY ${column} LIMIT 1) next
  ), free AS MATERIALIZED (
    SELECT f.${column} FROM (
      SELECT l.*, row_number() OVER (PARTITION BY l.${group} ORDER BY random()) AS place FROM lanes l
      WHERE NOT l.${column} = ANY ($6::uuid[])) f
    WHERE f.place <= ${places('f')}
  ), due AS MATERIALIZED (
    SELECT id FROM ${table.name} WHERE ctid = ANY (ARRAY(
      SELECT place FROM (
        SELECT r.place, r.due_at, row_number() OVER (PARTITION BY l.${column}, k.is_first ORDER BY r.due_at) AS turn
        FROM free l CROSS JOIN (VALUES (true), (false)) k(is_first) CROSS JOIN LATERAL (
          SELECT ctid AS place, due_at FROM ${table.name}
          WHERE ${ready} AND ${column} = l.${column} AND ${first} = k.is_first AND due_at <= now() ORDER BY due_at LIMIT $2) r
      ) found
      ORDER BY turn, due_at LIMIT $2))
    FOR UPDATE SKIP LOCKED
  ), named AS MATERIALIZED (
    SELECT id FROM ${table.name} n
    WHERE tenant_id = $1 AND id = $4 AND CASE WHEN ${isOpen(table)} AND deferred THEN due_at END <= now()
      AND NOT n.${column} = ANY ($6::uuid[]) AND ${places('n')} > 0
    FOR UPDATE SKIP LOCKED
  ), ${claimed(table)}`;
}

/**
 * Claims the row that the hint names, even if it has an expired lease. $1 tenant, $2 id, $3 lease in seconds, $4 rows
 * of a tenant at a time.
 */
export function claimRowSql(table: WorkTableDefinition): string {
  return `
  UPDATE ${table.name} w SET ${claim(table)}
  WHERE w.tenant_id = $1 AND w.id = $2 AND ${isOpen(table)} AND w.due_at <= now()
    AND (SELECT count(*) FROM ${table.name} o WHERE o.tenant_id = $1 AND o.status = '${table.statuses.claimed}'
      AND o.due_at > now() AND o.id <> $2) < $4
  RETURNING ${table.columns}`;
}

/** Whether a row that was not claimed is due. If so, its tenant has used its share. $1 tenant, $2 id. */
export function isDueSql(table: WorkTableDefinition): string {
  return `SELECT FROM ${table.name} WHERE tenant_id = $1 AND id = $2 AND ${isOpen(table)} AND due_at <= now()`;
}

/** Defers a due row that could not be claimed, because its tenant has used its share. $1 tenant, $2 id. */
export function deferSql(table: WorkTableDefinition): string {
  return `
  UPDATE ${table.name} SET due_at = now() + interval '1 second', deferred = true, hinted_at = NULL
  WHERE tenant_id = $1 AND id = $2 AND ${isOpen(table)} AND due_at <= now()`;
}

/**
 * Whether a row of another tenant waits for a slot of the same job. $1 tenant, $2 due for at least so many ms, $3 job.
 */
export function othersWaitSql(table: WorkTableDefinition): string {
  const isOfJob = hasSeveralJobs(table) ? ` AND ${READY_JOB} = $3` : '';
  const waits = (tenants: string) => `
  EXISTS (SELECT FROM ${table.name} WHERE ${isOpen(table)}${isOfJob}
    AND ${READY_TENANT} ${tenants} AND due_at <= now() - $2 * interval '1 millisecond')`;
  return `SELECT ${waits('> $1')} OR ${waits('< $1')} AS waiting`;
}

/** Whether a tenant has claimed more rows than its share. $1 tenant, $2 share. */
export function hasSurplusSql({ name, statuses }: WorkTableDefinition): string {
  return `
  SELECT count(*) > $2 AS surplus FROM ${name} WHERE tenant_id = $1 AND status = '${statuses.claimed}' AND due_at > now()`;
}

/**
 * Condition for rows that this worker still has. The status is asked in a form that no index of open rows fits: with outdated
 * statistics PostgreSQL would else read all open rows of the tenant. $1 tenant, then the columns of `m`.
 */
function ours({ statuses }: WorkTableDefinition): string {
  return `w.tenant_id = $1 AND w.id = m.id AND CASE WHEN w.status = '${statuses.claimed}' THEN w.fence END = m.fence`;
}

/** $1 tenant, $2 ids, $3 fences, $4 lease in seconds. */
export function extendSql(table: WorkTableDefinition): string {
  return `
  UPDATE ${table.name} w SET due_at = now() + $4 * interval '1 second'
  FROM unnest($2::uuid[], $3::int[]) AS m(id, fence)
  WHERE ${ours(table)}
  RETURNING ${table.statuses.cancelled ? 'w.cancel_requested' : 'false'} AS cancelled`;
}

/** $1 tenant, $2 ids, $3 fences, $4 statuses, $5 errors. Updates fewer rows than given if a lease was lost. */
export function finishSql(table: WorkTableDefinition): string {
  const { cancelled } = table.statuses;
  const unlessCancelled = (otherwise: string, value: string) =>
    cancelled ? `CASE WHEN w.cancel_requested THEN ${otherwise} ELSE ${value} END` : value;
  const attempts = table.countsLastAttempt ? ', attempts = w.attempts + 1' : '';
  return `
  UPDATE ${table.name} w SET status = ${unlessCancelled(`'${cancelled}'`, 'm.status')},
    error = ${unlessCancelled('NULL', 'm.error')}, due_at = NULL, hinted_at = NULL, ${table.endedAt} = now()${attempts}
  FROM unnest($2::uuid[], $3::int[], $4::text[], $5::jsonb[]) AS m(id, fence, status, error)
  WHERE ${ours(table)}`;
}

/**
 * Hands rows back for later. $1 tenant, $2 ids, $3 fences, $4 delays in ms, $5 attempts used up, $6 whether Bull brings
 * them back, $7 errors.
 */
export function postponeSql(table: WorkTableDefinition): string {
  return `
  UPDATE ${table.name} w SET status = '${table.statuses.waiting}', attempts = w.attempts + m.used,
    error = coalesce(m.error, w.error), due_at = now() + m.delay * interval '1 millisecond', deferred = m.delay > 0,
    hinted_at = CASE WHEN m.hinted THEN now() + m.delay * interval '1 millisecond' END
  FROM unnest($2::uuid[], $3::int[], $4::int[], $5::int[], $6::boolean[], $7::jsonb[]) AS m(id, fence, delay, used, hinted, error)
  WHERE ${ours(table)}`;
}
