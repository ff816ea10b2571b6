import { OPEN_OPERATION } from '../targets/target.machine.js';

/** Of an account that is no longer connected nothing more can be found out. */
const IS_LEFT_BEHIND = `(t.status = 'skipped' AND t.reason->>'code' = 'disconnected')`;

/** A request is open, or will soon be sent. What was given up, or waits for a person, holds nothing up. */
const IS_OPEN = `(t.status = 'pending' OR t.in_doubt AND t.status <> 'dead' AND NOT ${IS_LEFT_BEHIND})`;

const IS_TO_BE_ERASED = `i.erased_at IS NULL AND i.body @> '{"erase": true}'`;

/** $1 seconds after which an open request holds nothing up any more. What is just being sent always does. */
const IS_FINISHED = `
  NOT EXISTS (SELECT FROM outbound_batches b WHERE b.tenant_id = i.tenant_id AND b.status IN ('received', 'planning')
    AND b.entity = i.entity AND i.platform_id = ANY (b.platform_ids))
  AND NOT EXISTS (SELECT FROM outbound_sources s JOIN outbound_targets t ON t.tenant_id = s.tenant_id AND t.id = s.target_id
    WHERE s.tenant_id = i.tenant_id AND s.entity = i.entity AND s.platform_id = i.platform_id
      AND (t.status = 'sending' OR ${IS_OPEN} AND coalesce(i.erase_since, i.accepted_at) > now() - $1 * interval '1 second'))`;

/** Of all tenants. $1 seconds, $2 limit. */
export const DUE_SQL = `
  SELECT i.tenant_id AS "tenantId", i.platform_id AS "platformId" FROM outbound_items i
  WHERE ${IS_TO_BE_ERASED} AND ${IS_FINISHED} ORDER BY i.accepted_at LIMIT $2`;

/** Locks the targets that the contact feeds or fed, so that no worker claims one. $1 tenant, $2 contact. */
export const LOCK_TARGETS_SQL = `
  SELECT FROM outbound_targets WHERE tenant_id = $1 AND id = ANY (ARRAY(SELECT s.target_id FROM outbound_sources s
    WHERE s.tenant_id = $1 AND s.entity = 'contacts' AND s.platform_id = $2)) ORDER BY id FOR NO KEY UPDATE`;

/** Locks the contact, if it is still to be erased. $1 seconds, $2 tenant, $3 contact. */
export const LOCK_SQL = `
  SELECT i.version::float8 AS version, i.body->>'email' AS email, i.body->>'updatedAt' AS "updatedAt",
    coalesce(i.body->'formerAddresses', '[]') AS "formerAddresses"
  FROM outbound_items i
  WHERE i.tenant_id = $2 AND i.entity = 'contacts' AND i.platform_id = $3 AND ${IS_TO_BE_ERASED} AND ${IS_FINISHED}
  FOR UPDATE`;

/** What stays is the hash of the address. $1 tenant, $2 contact, $3 body. */
export const ERASE_ITEM_SQL = `
  UPDATE outbound_items SET body = $3::jsonb, erased_at = now(), erase_since = NULL
  WHERE tenant_id = $1 AND entity = 'contacts' AND platform_id = $2`;

/**
 * The bytes that were sent for the contact, and what providers have said of it. A request that is still open is given up. What
 * was linked keeps its id, so that an account which is connected again is told. $1 tenant, $2 contact.
 */
export const ERASE_REQUESTS_SQL = `
  WITH fed AS MATERIALIZED (
    SELECT t.id, t.integration_id, t.target, t.external_id, t.link, t.applied, t.reason->>'code' AS code,
      ${IS_LEFT_BEHIND} AS is_left_behind, t.in_doubt
    FROM outbound_sources s JOIN outbound_targets t ON t.tenant_id = $1 AND t.id = s.target_id
    WHERE s.tenant_id = $1 AND s.entity = 'contacts' AND s.platform_id = $2
  ), operations AS (
    UPDATE outbound_operations o SET kid = NULL, wrapped_key = NULL, ciphertext = NULL,
      error = CASE WHEN o.error IS NOT NULL THEN jsonb_build_object('code', o.error->>'code', 'message', 'Erased') END,
      status = CASE WHEN o.status IN (${OPEN_OPERATION}) AND NOT f.is_left_behind THEN 'superseded' ELSE o.status END,
      finished_at = CASE WHEN f.is_left_behind THEN o.finished_at ELSE coalesce(o.finished_at, now()) END
    FROM fed f WHERE o.tenant_id = $1 AND o.target_id = f.id
  ), targets AS (
    UPDATE outbound_targets t SET error = NULL, in_doubt = t.in_doubt AND f.is_left_behind,
      reason = CASE WHEN t.reason IS NOT NULL THEN jsonb_build_object('code', f.code, 'message', 'Erased') END
    FROM fed f WHERE t.tenant_id = $1 AND t.id = f.id
  )
  SELECT id, integration_id AS "integrationId", target, external_id AS "externalId", link, code, in_doubt AS "inDoubt",
    applied::float8 AS applied
  FROM fed ORDER BY id`;
