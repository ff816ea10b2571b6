import { OPEN_OPERATION } from '../targets/target.machine.js';

/** Statuses of a target that may still have to say at its provider that the person is to be forgotten. */
const UNFINISHED = `('pending', 'sending', 'waiting', 'dead')`;

/** Of an account that is no longer connected nothing more can be found out. */
const IS_LEFT_BEHIND = `(t.status = 'skipped' AND t.reason->>'code' = 'disconnected')`;

const IS_TO_BE_ERASED = `i.erased_at IS NULL AND i.body @> '{"erase": true}'`;

/** Nothing of the contact is to be planned or sent any more. */
const IS_FINISHED = `
  NOT EXISTS (SELECT FROM outbound_batches b WHERE b.tenant_id = i.tenant_id AND b.status IN ('received', 'planning')
    AND b.entity = i.entity AND i.platform_id = ANY (b.platform_ids))
  AND NOT EXISTS (SELECT FROM outbound_sources s JOIN outbound_targets t ON t.tenant_id = s.tenant_id AND t.id = s.target_id
    WHERE s.tenant_id = i.tenant_id AND s.entity = i.entity AND s.platform_id = i.platform_id
      AND (t.status IN ${UNFINISHED} OR t.in_doubt AND NOT ${IS_LEFT_BEHIND}))`;

/** Of all tenants. $1 limit. */
export const DUE_SQL = `
  SELECT i.tenant_id AS "tenantId", i.platform_id AS "platformId" FROM outbound_items i
  WHERE ${IS_TO_BE_ERASED} AND ${IS_FINISHED} ORDER BY i.accepted_at LIMIT $1`;

/** Locks the contact, if it is still to be erased. $1 tenant, $2 contact. */
export const LOCK_SQL = `
  SELECT i.body->>'email' AS email, i.body->>'updatedAt' AS "updatedAt" FROM outbound_items i
  WHERE i.tenant_id = $1 AND i.entity = 'contacts' AND i.platform_id = $2 AND ${IS_TO_BE_ERASED} AND ${IS_FINISHED}
  FOR UPDATE`;

/** What stays is the hash of the address. $1 tenant, $2 contact, $3 body. */
export const ERASE_ITEM_SQL = `
  UPDATE outbound_items SET body = $3::jsonb, erased_at = now()
  WHERE tenant_id = $1 AND entity = 'contacts' AND platform_id = $2`;

/**
 * The bytes that were sent for the contact, and what providers have said of it. Returns the integrations that it was sent
 * to. $1 tenant, $2 contact.
 */
export const ERASE_REQUESTS_SQL = `
  WITH fed AS MATERIALIZED (
    SELECT t.id, t.integration_id, ${IS_LEFT_BEHIND} AS is_left_behind FROM outbound_sources s
    JOIN outbound_targets t ON t.tenant_id = $1 AND t.id = s.target_id
    WHERE s.tenant_id = $1 AND s.entity = 'contacts' AND s.platform_id = $2
  ), operations AS (
    UPDATE outbound_operations o SET kid = NULL, wrapped_key = NULL, ciphertext = NULL,
      error = CASE WHEN o.error IS NOT NULL THEN jsonb_build_object('code', o.error->>'code', 'message', 'Erased') END
    FROM fed f WHERE o.tenant_id = $1 AND o.target_id = f.id AND (o.status NOT IN (${OPEN_OPERATION}) OR f.is_left_behind)
  ), targets AS (
    UPDATE outbound_targets t SET error = NULL FROM fed f WHERE t.tenant_id = $1 AND t.id = f.id
  )
  SELECT DISTINCT integration_id AS id FROM fed`;
