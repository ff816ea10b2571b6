import { statusesBefore } from './target.machine.js';

const RELEASABLE = statusesBefore('release', 'pending');

/**
 * When a target may be sent again at the earliest: a request whose outcome was unknown for a while may still arrive late, and
 * must not undo a newer one.
 */
export const SOONEST = (table: string): string => `greatest(now(), ${table}.quiet_until)`;
export const IS_QUIET = (table: string): string => `coalesce(${table}.quiet_until > now(), false)`;

/** What a target gets that is pending from now on. */
export const PENDING_NOW = `status = 'pending', due_at = ${SOONEST('outbound_targets')}, deferred = ${IS_QUIET('outbound_targets')}, hinted_at = NULL, attempts = 0,
  error = NULL, ended_at = NULL, reason = NULL, reason_since = NULL, waits_for = NULL, updated_at = now()`;

/**
 * Locks a target that this worker still has. The status is asked in a form that only the primary key fits: with outdated
 * statistics PostgreSQL would else read all open targets of the tenant. $1 tenant, $2 target, $3 fence.
 */
export const HOLD_SQL = `
  SELECT changes FROM outbound_targets WHERE tenant_id = $1 AND id = $2 AND CASE WHEN status = 'sending' THEN fence END = $3
  FOR NO KEY UPDATE`;

/**
 * Locks a target and those that wait for it, in the order of their ids, as the planner does. $1 tenant, $2 target,
 * $3 fence.
 */
export const HOLD_WITH_WAITERS_SQL = `
  SELECT id = $2 AND fence = $3 AND status = 'sending' AS "isOurs" FROM outbound_targets
  WHERE tenant_id = $1 AND (id = $2 OR waits_for = $2) ORDER BY id FOR NO KEY UPDATE`;

/**
 * What is waited for must not come between the look at it and the wait. Who waits takes these locks together with others,
 * who releases takes them alone. $1 what is waited for.
 */
export const BEFORE_WAIT_SQL = `
  SELECT pg_advisory_xact_lock_shared(hashtextextended(w.id, 0)) FROM unnest($1::text[]) AS w(id) ORDER BY hashtextextended(w.id, 0)`;
export const BEFORE_RELEASE_SQL = `
  SELECT pg_advisory_xact_lock(hashtextextended(w.id, 0)) FROM unnest($1::text[]) AS w(id) ORDER BY hashtextextended(w.id, 0)`;

/** $1 tenant, $2 target, $3 external id, $4 external version, $5 link. */
export const LINK_SQL = `
  UPDATE outbound_targets SET external_id = $3, external_version = $4, link = coalesce(link, $5), updated_at = now()
  WHERE tenant_id = $1 AND id = $2`;

/** $1 tenant, $2 integration, $3 target, $4 external id, $5 id of the target that is to be linked. */
export const LINKED_TO_OTHER_SQL = `
  SELECT id FROM outbound_targets
  WHERE tenant_id = $1 AND integration_id = $2 AND target = $3 AND external_id = $4 AND id <> $5`;

/** $1 tenant, $2 target, $3 version, $4 hash of the content, $5 seconds without another request. */
export const APPLIED_SQL = `
  UPDATE outbound_targets SET applied = greatest(applied, $3::bigint), applied_hash = coalesce($4, applied_hash), in_doubt = false,
    reason = NULL, reason_since = NULL, waits_for = NULL, attempts = 0, updated_at = now(),
    quiet_until = CASE WHEN $5 > 0 THEN now() + $5 * interval '1 second' END
  WHERE tenant_id = $1 AND id = $2`;

/** $1 tenant, $2 target, $3 reason, $4 what it waits for. The time of a reason is kept while its code stays the same. */
export const REASON_SQL = `
  UPDATE outbound_targets SET reason = $3::jsonb, waits_for = $4, updated_at = now(),
    reason_since = CASE WHEN reason->>'code' = $3::jsonb->>'code' THEN reason_since ELSE now() END
  WHERE tenant_id = $1 AND id = $2`;

/** $1 tenant, $2 target, $3 whether its last operation is in doubt. */
export const DOUBT_SQL = `
  UPDATE outbound_targets SET in_doubt = $3, updated_at = now() WHERE tenant_id = $1 AND id = $2`;

/**
 * An item has changed while the target was being sent: it is sent again. $1 tenant, $2 target, $3 changes that were known
 * when the request was built.
 */
export const AGAIN_IF_CHANGED_SQL = `
  UPDATE outbound_targets SET ${PENDING_NOW} WHERE tenant_id = $1 AND id = $2 AND changes > $3`;

/** It goes on after so many seconds, or once it is released. $1 tenant, $2 target, $3 seconds. */
export const POSTPONE_SQL = `
  UPDATE outbound_targets SET status = 'pending', due_at = now() + $3 * interval '1 second', deferred = true, hinted_at = NULL,
    ended_at = NULL, updated_at = now()
  WHERE tenant_id = $1 AND id = $2`;

/** Sends again what waits for a target or an item. $1 tenant, $2 what it waits for. */
export const RELEASE_WAITERS_SQL = `
  UPDATE outbound_targets SET ${PENDING_NOW}
  WHERE tenant_id = $1 AND waits_for = ANY ($2::uuid[]) AND status IN (${RELEASABLE}, 'pending') RETURNING id, job`;

/**
 * Makes held targets pending, in the order of their ids, as the planner does. One that is being sent may have been judged by
 * what was true before: it is sent again after that. $1 tenant, $2 integration.
 */
const releaseSql = (held: string, sending = 'true'): string => `
  WITH found AS MATERIALIZED (
    SELECT id, status FROM outbound_targets WHERE tenant_id = $1 AND integration_id = $2
      AND (status IN (${RELEASABLE}) AND (${held}) OR status = 'sending' AND ${sending})
    ORDER BY id FOR NO KEY UPDATE
  ), noted AS (
    UPDATE outbound_targets t SET changes = t.changes + 1 FROM found f
    WHERE t.tenant_id = $1 AND t.id = f.id AND f.status = 'sending'
  )
  UPDATE outbound_targets SET ${PENDING_NOW} FROM found f
  WHERE outbound_targets.tenant_id = $1 AND outbound_targets.id = f.id AND f.status <> 'sending'`;

/** $1 tenant, $2 integration, $3 codes of the reasons. */
export const RELEASE_HELD_SQL = releaseSql(`reason->>'code' = ANY ($3)`);

/**
 * Makes some of the targets of a group pending: half of them those that were not looked at for the longest time, and half of
 * them the newest. Books that are opened are opened from some day on, so the newest documents can be posted first.
 * $1 tenant, $2 integration, $3 target, $4 code, $5 seconds that have passed since it was last looked at, $6 most.
 */
export const RECHECK_SQL = `
  WITH due AS MATERIALIZED (
    SELECT id, updated_at, created_at FROM outbound_targets WHERE tenant_id = $1 AND integration_id = $2 AND target = $3
      AND status = 'waiting' AND reason->>'code' = $4 AND updated_at < now() - $5 * interval '1 second'
  ), chosen AS (
    (SELECT id FROM due ORDER BY updated_at, id LIMIT ($6::int + 1) / 2)
    UNION (SELECT id FROM due ORDER BY created_at DESC, id DESC LIMIT $6::int / 2)
  ), found AS MATERIALIZED (
    SELECT id FROM outbound_targets WHERE tenant_id = $1 AND id = ANY (ARRAY(SELECT id FROM chosen)) AND status = 'waiting'
    ORDER BY id FOR NO KEY UPDATE
  )
  UPDATE outbound_targets SET ${PENDING_NOW} FROM found f
  WHERE outbound_targets.tenant_id = $1 AND outbound_targets.id = f.id RETURNING outbound_targets.id`;

/** Whether targets that were looked at again are still to be sent, or held as before. $1 tenant, $2 ids, $3 code. */
export const FATE_SQL = `
  SELECT id, status IN ('pending', 'sending') AS "isOpen", coalesce(status = 'waiting' AND reason->>'code' = $3, false) AS "isHeld"
  FROM outbound_targets WHERE tenant_id = $1 AND id = ANY ($2::uuid[])`;

/** $1 tenant, $2 integration. */
export const RELEASE_ALL_SQL = releaseSql(`status = 'waiting'`);

/** What a rule has held or left out. $1 tenant, $2 integration, $3 targets of the rule. */
export const RELEASE_OF_RULE_SQL = releaseSql(
  `target = ANY ($3) AND (status = 'waiting' AND waits_for IS NULL OR status = 'skipped' AND reason->>'code' IN ('rule_off', 'venue'))`,
  'target = ANY ($3)',
);

/** What the state or the settings of an account have held or left out. $1 tenant, $2 integration, $3 codes that stay. */
export const RELEASE_OF_ACCOUNT_SQL = releaseSql(
  `status = 'waiting' AND waits_for IS NULL AND NOT reason->>'code' = ANY ($3) OR status = 'skipped' AND reason->>'code' = 'venue'`,
);

/**
 * Makes due what was postponed while the provider was not called. $1 tenant, $2 integration, $3 codes of the errors,
 * $4 seconds within which all of it is due.
 */
export const RELEASE_POSTPONED_SQL = `
  UPDATE outbound_targets SET due_at = least(due_at, now() + random() * $4 * interval '1 second')
  WHERE tenant_id = $1 AND integration_id = $2 AND status = 'pending' AND error->>'code' = ANY ($3)
    AND due_at > now() + $4 * interval '1 second'`;

/** $1 tenant, $2 ids. */
export const EXTERNAL_IDS_SQL = `
  SELECT id, external_id AS "externalId" FROM outbound_targets
  WHERE tenant_id = $1 AND id = ANY ($2::uuid[]) AND external_id IS NOT NULL`;

/** Connections of the same account as an integration that were disconnected: `id` and `created_at`. */
export const FORMER_CONNECTIONS = (tenant: string, integration: string): string => `
  SELECT i.id, i.created_at FROM integrations own
  JOIN integrations i ON i.tenant_id = ${tenant} AND i.provider = own.provider AND i.external_account_id = own.external_account_id
    AND i.environment = own.environment AND i.status = 'disconnected' AND i.id <> own.id
  WHERE own.tenant_id = ${tenant} AND own.id = ${integration}`;

/**
 * Other targets that items feed or fed, also at connections of the same account that were disconnected. What is open there is
 * not sent any more. $1 tenant, $2 target, $3 integration, $4 kind of target, $5 entities, $6 platform ids.
 */
export const EARLIER_SQL = `
  SELECT DISTINCT o.id, o.subject, o.part, o.external_id AS "externalId",
    o.operation > 0 OR o.external_id IS NOT NULL AS "wasThere",
    o.integration_id = $3 AND (o.status IN ('pending', 'sending') OR o.in_doubt) AS "isOpen"
  FROM unnest($5::text[], $6::text[]) AS w(entity, platform_id)
  JOIN outbound_sources s ON s.tenant_id = $1 AND s.entity = w.entity AND s.platform_id = w.platform_id AND s.target_id <> $2
  JOIN outbound_targets o ON o.tenant_id = $1 AND o.id = s.target_id AND o.target = $4
  WHERE o.integration_id = $3 OR o.integration_id IN (SELECT f.id FROM (${FORMER_CONNECTIONS('$1', '$3')}) f)
  ORDER BY o.id`;

/** An administrator gives it up for good: it is sent again only when its item changes. $1 tenant, $2 target. */
export const DISCARD_TARGET_SQL = `
  UPDATE outbound_targets SET status = 'skipped', reason_since = now(), updated_at = now(),
    reason = jsonb_build_object('code', 'discarded', 'message', coalesce('Discarded by an administrator: '
      || (reason->>'message'), 'Discarded by an administrator'))
  WHERE tenant_id = $1 AND id = $2 AND status = 'dead'`;
