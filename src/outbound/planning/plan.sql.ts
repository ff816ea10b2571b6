import { statusesBefore } from '../targets/target.machine.js';
import { IS_QUIET, SOONEST } from '../targets/target.sql.js';

const MOST_BATCHES = 10;

/** A target that is not being sent, and not pending anyway, is pending from now on. */
const BECOMES_PENDING = (isChanged: string) => `t.status IN (${statusesBefore('change', 'pending')}) AND ${isChanged}`;

/** The columns of a target that becomes pending under a condition. */
const pendingIf = (condition: string): string => `
  status = CASE WHEN ${condition} THEN 'pending' ELSE t.status END,
  due_at = CASE WHEN ${condition} THEN ${SOONEST('t')} ELSE t.due_at END,
  deferred = CASE WHEN ${condition} THEN ${IS_QUIET('t')} ELSE t.deferred END,
  hinted_at = CASE WHEN ${condition} THEN NULL ELSE t.hinted_at END,
  attempts = CASE WHEN ${condition} THEN 0 ELSE t.attempts END,
  error = CASE WHEN ${condition} THEN NULL ELSE t.error END,
  ended_at = CASE WHEN ${condition} THEN NULL ELSE t.ended_at END,
  reason = CASE WHEN ${condition} THEN NULL ELSE t.reason END,
  reason_since = CASE WHEN ${condition} THEN NULL ELSE t.reason_since END,
  waits_for = CASE WHEN ${condition} THEN NULL ELSE t.waits_for END,
  job = CASE WHEN ${condition} THEN $4 ELSE t.job END,
  updated_at = now()`;

/** A new version that is skipped or held for the same reason as the last one needs no worker to find out. */
const SAME_FATE = `(NOT t.in_doubt AND EXCLUDED.status <> 'pending' AND EXCLUDED.status = t.status
  AND EXCLUDED.reason->>'code' IS NOT DISTINCT FROM t.reason->>'code')`;
/** An item that is not new is sent all the same if it was left out before and no longer is. */
const NO_LONGER_LEFT_OUT = `(t.status = 'skipped' AND t.reason->>'code' IN ('rule_off', 'venue') AND EXCLUDED.status <> 'skipped')`;
const IS_AGAIN = BECOMES_PENDING(`(EXCLUDED.changes > 0 OR ${NO_LONGER_LEFT_OUT}) AND NOT ${SAME_FATE}`);

/**
 * Writes the targets of a batch. Rows are locked in the order of the ids. A source that is not newer than what was planned
 * before is no change, unless the item had left the target: the version of such a source is negative.
 *
 * $1 tenant, $2 targets as JSON, $3 sources as JSON, $4 job, $5 batch.
 */
export const WRITE_PLAN_SQL = `
  WITH planned AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset($2::jsonb) AS p(id uuid, "integrationId" uuid, provider text, target text, subject text,
      part text, entity text, "platformId" text, wanted bigint, status text, reason jsonb, "waitsFor" uuid)
  ), source AS (
    INSERT INTO outbound_sources AS s (tenant_id, target_id, entity, platform_id, version)
    SELECT $1, p."targetId", p.entity, p."platformId", p.version
    FROM jsonb_to_recordset($3::jsonb) AS p("targetId" uuid, entity text, "platformId" text, version bigint)
    ORDER BY p."targetId", p.entity, p."platformId"
    ON CONFLICT (tenant_id, target_id, entity, platform_id) DO UPDATE SET version = EXCLUDED.version
      WHERE abs(EXCLUDED.version) > abs(s.version) OR EXCLUDED.version = -s.version
    RETURNING s.target_id
  ), changed AS MATERIALIZED (SELECT DISTINCT target_id FROM source)
  INSERT INTO outbound_targets AS t (tenant_id, id, integration_id, provider, target, entity, platform_id, subject, part,
    wanted, changes, reason, reason_since, waits_for, batch_ids, job, status, due_at, ended_at)
  SELECT $1, p.id, p."integrationId", p.provider, p.target, p.entity, p."platformId", p.subject, p.part, p.wanted,
    CASE WHEN c.target_id IS NULL THEN 0 ELSE 1 END, p.reason, CASE WHEN p.reason IS NOT NULL THEN now() END, p."waitsFor",
    ARRAY[$5::uuid], $4, p.status, CASE WHEN p.status = 'pending' THEN now() END,
    CASE WHEN p.status <> 'pending' THEN now() END
  FROM planned p LEFT JOIN changed c ON c.target_id = p.id ORDER BY p.id
  ON CONFLICT (tenant_id, id) DO UPDATE SET
    wanted = greatest(t.wanted, EXCLUDED.wanted), changes = t.changes + EXCLUDED.changes,
    entity = CASE WHEN EXCLUDED.platform_id < t.platform_id THEN EXCLUDED.entity ELSE t.entity END,
    platform_id = least(t.platform_id, EXCLUDED.platform_id),
    changed_at = CASE WHEN EXCLUDED.changes > 0 THEN now() ELSE t.changed_at END,
    batch_ids = CASE WHEN t.batch_ids @> EXCLUDED.batch_ids THEN t.batch_ids
      ELSE (t.batch_ids || EXCLUDED.batch_ids)[greatest(1, cardinality(t.batch_ids) + 2 - ${MOST_BATCHES}):] END,
    ${pendingIf(IS_AGAIN)}
  RETURNING t.id, t.job, t.status`;

/**
 * Has the targets sent again that an item fed before and no longer does: what is left of it there is to be removed.
 *
 * $1 tenant, $2 entity, $3 items as JSON, $4 job, $5 batch, $6 integrations, $7 targets that the items want.
 */
export const WRITE_FORMER_SQL = `
  WITH former AS (
    UPDATE outbound_sources s SET version = -i.version
    FROM jsonb_to_recordset($3::jsonb) AS i("platformId" text, version bigint), outbound_targets o
    WHERE s.tenant_id = $1 AND s.entity = $2 AND s.platform_id = i."platformId"
      AND s.platform_id = ANY (ARRAY(SELECT jsonb_array_elements($3::jsonb)->>'platformId'))
      AND (abs(s.version) < i.version OR s.version = i.version) AND s.target_id <> ALL ($7::uuid[]) AND o.tenant_id = $1 AND o.id = s.target_id AND o.integration_id = ANY ($6::uuid[])
    RETURNING s.target_id, i.version
  ), changed AS (SELECT target_id, max(version) AS version FROM former GROUP BY target_id)
  UPDATE outbound_targets t SET wanted = greatest(t.wanted, c.version), changes = t.changes + 1, changed_at = now(),
    batch_ids = (t.batch_ids || $5::uuid)[greatest(1, cardinality(t.batch_ids) + 2 - ${MOST_BATCHES}):],
    ${pendingIf(BECOMES_PENDING('true'))}
  FROM changed c WHERE t.tenant_id = $1 AND t.id = c.target_id
  RETURNING t.id, t.job, t.status`;

/** How many ticket types events have. $1 tenant, $2 platform ids. */
export const PARTS_SQL = `
  SELECT platform_id AS "platformId", jsonb_array_length(body->'ticketTypes') AS parts FROM outbound_items
  WHERE tenant_id = $1 AND entity = 'events' AND platform_id = ANY ($2::text[]) AND jsonb_typeof(body->'ticketTypes') = 'array'`;

/** Whether the tenant has more open targets than $2. $1 tenant. */
export const IS_BUSY_SQL = `
  SELECT count(*) > $2 AS "isBusy" FROM (
    SELECT FROM outbound_targets WHERE tenant_id = $1 AND status IN ('pending', 'sending') LIMIT $2 + 1) t`;
