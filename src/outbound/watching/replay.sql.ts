import { nextStatus, TARGET_STATUSES } from '../targets/target.machine.js';
import { PENDING_NOW } from '../targets/target.sql.js';

/** Statuses from which a person can have a target sent again. */
const REPLAYABLE = TARGET_STATUSES.filter((status) => nextStatus(status, 'replay') === 'pending')
  .map((status) => `'${status}'`)
  .join(', ');

/** $1 tenant, $2 id. */
export const REPLAY_ONE_SQL = `
  UPDATE outbound_targets SET ${PENDING_NOW}
  WHERE tenant_id = $1 AND id = $2 AND status IN (${REPLAYABLE}) RETURNING id, job`;

/**
 * One step: the rows after an id are read, and those that match are chosen. `next` is where the next step starts, also if
 * nothing matched; NULL: all rows were read.
 *
 * $1 tenant, $2 id after which to start, $3 most rows to read, $4 most to choose, $5 status, $6 entities, $7 integration,
 * $8 target, $9 code of the reason, $10 ids, $11 changed at or after, $12 changed before; of an item also $13 entities of
 * items, $14 platform id.
 */
const stepSql = (range: string): string => `
  read AS MATERIALIZED (
    SELECT id, entity, integration_id, target, reason, updated_at, status FROM outbound_targets
    WHERE tenant_id = $1 AND id > $2::uuid AND ($10::uuid[] IS NULL OR id = ANY ($10))${range} ORDER BY id LIMIT $3
  ), matching AS MATERIALIZED (
    SELECT id FROM read WHERE status = $5 AND entity = ANY ($6::text[]) AND ($7::uuid IS NULL OR integration_id = $7)
      AND ($8::text IS NULL OR target = $8) AND ($9::text IS NULL OR reason->>'code' = $9)
      AND ($11::timestamptz IS NULL OR updated_at >= $11) AND ($12::timestamptz IS NULL OR updated_at < $12)
    ORDER BY id LIMIT $4
  ), ending AS (
    SELECT CASE WHEN (SELECT count(*) FROM matching) = $4 THEN (SELECT max(id::text) FROM matching)
      WHEN (SELECT count(*) FROM read) = $3 THEN (SELECT max(id::text) FROM read) END AS next
  )`;

const countSql = (range: string): string => `
  WITH ${stepSql(range)}
  SELECT (SELECT count(*) FROM matching)::int AS count, ending.next, NULL AS id, NULL AS job FROM ending`;

/** A target that a worker has just claimed is left to it. */
const replaySql = (range: string): string => `
  WITH ${stepSql(range)}, chosen AS MATERIALIZED (
    SELECT t.id FROM outbound_targets t JOIN matching m ON m.id = t.id
    WHERE t.tenant_id = $1 AND t.status = $5 AND t.status IN (${REPLAYABLE}) ORDER BY t.id FOR NO KEY UPDATE OF t SKIP LOCKED
  ), replayed AS (
    UPDATE outbound_targets SET ${PENDING_NOW} FROM chosen
    WHERE outbound_targets.tenant_id = $1 AND outbound_targets.id = chosen.id
    RETURNING outbound_targets.id, outbound_targets.job
  ), first AS (SELECT id, job FROM replayed ORDER BY id LIMIT 1)
  SELECT (SELECT count(*) FROM replayed)::int AS count, ending.next, first.id, first.job FROM ending LEFT JOIN first ON true`;

/** What was given up has an index, and is few. */
const ONLY_DEAD = ` AND status = 'dead'`;

/** What one item feeds. */
const OF_ITEM = ` AND id = ANY (ARRAY(SELECT s.target_id FROM outbound_sources s
      WHERE s.tenant_id = $1 AND s.entity = ANY ($13::text[]) AND s.platform_id = $14))`;

interface StepKind {
  /** Of the targets. */
  status: string;
  dryRun: boolean;
  /** Only what one item feeds. */
  ofItem: boolean;
}

export function replayStepSql({ status, dryRun, ofItem }: StepKind): string {
  const range = `${status === 'dead' ? ONLY_DEAD : ''}${ofItem ? OF_ITEM : ''}`;
  return dryRun ? countSql(range) : replaySql(range);
}
