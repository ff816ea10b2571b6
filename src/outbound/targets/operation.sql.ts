import { OPEN_OPERATION } from './target.machine.js';

const OPERATION = `
  SELECT o.target_id AS "targetId", o.operation, o.generation, o.version::float8 AS version, o.changes, o.idempotency_key AS key, o.reference,
    o.request_head AS head, o.kid, o.wrapped_key AS "wrappedKey", o.ciphertext, o.content_hash AS "contentHash", o.sends,
    o.is_repeatable AS "isRepeatable", extract(epoch FROM o.first_sent_at)::float8 * 1000 AS "firstSentAt",
    extract(epoch FROM clock_timestamp() - o.first_sent_at)::float8 AS "sinceFirstSeconds",
    extract(epoch FROM clock_timestamp() - o.last_sent_at)::float8 AS "sinceLastSeconds"
  FROM outbound_operations o WHERE o.tenant_id = $1`;

/** $1 tenant, $2 targets. */
export const OPEN_SQL = `${OPERATION} AND o.target_id = ANY ($2::uuid[]) AND o.status IN (${OPEN_OPERATION})`;

/**
 * How many requests of the target were sent and are known not to have been applied, how many the provider has not taken, how
 * many it has taken since the last one that was done, and whether the last one has come to nothing. $1 tenant, $2 target, $3 its
 * last operation.
 */
export const PAST_SQL = `
  SELECT count(*) FILTER (WHERE status = 'superseded' AND sends > 0)::int AS generation,
    count(*) FILTER (WHERE status = 'superseded' AND sends = 0)::int AS untaken,
    count(*) FILTER (WHERE (status <> 'superseded' OR sends > 0) AND operation > coalesce((
      SELECT max(operation) FROM outbound_operations WHERE tenant_id = $1 AND target_id = $2 AND status = 'done'), 0))::int AS "sinceDone",
    coalesce(bool_or(operation = $3 AND status IN ('failed', 'superseded')), false) AS "cameToNothing"
  FROM outbound_operations WHERE tenant_id = $1 AND target_id = $2 AND status <> 'done'`;

/**
 * $1 tenant, $2 target, $3 operation, $4 generation, $5 kind, $6 version, $7 key, $8 reference, $9 head, $10 kid, $11 wrapped
 * key, $12 ciphertext, $13 hash, $14 changes. The target is in doubt from now on, until the outcome is stored.
 */
export const BEGIN_SQL = `
  WITH begun AS (
    UPDATE outbound_targets SET operation = $3, in_doubt = true, updated_at = now() WHERE tenant_id = $1 AND id = $2
  )
  INSERT INTO outbound_operations (tenant_id, target_id, operation, generation, kind, version, status, idempotency_key,
    reference, request_head, kid, wrapped_key, ciphertext, content_hash, changes, first_sent_at, last_sent_at)
  VALUES ($1, $2, $3, $4, $5, $6, 'sending', $7, $8, $9, $10, $11, $12, $13, $14, clock_timestamp(), clock_timestamp())`;

const OPEN_ONE = `tenant_id = $1 AND target_id = $2 AND operation = $3 AND status IN (${OPEN_OPERATION})`;

/** $1 tenant, $2 target, $3 operation. */
export const RESEND_SQL = `
  UPDATE outbound_operations SET status = 'sending', sends = sends + 1, last_sent_at = clock_timestamp() WHERE ${OPEN_ONE}`;

/**
 * It was not sent, and is about to be. Not if the target has changed meanwhile: it is built again then. $1 tenant, $2 target,
 * $3 operation, $4 changes of the target.
 */
export const BEGIN_AGAIN_SQL = `
  UPDATE outbound_operations SET last_sent_at = clock_timestamp() WHERE ${OPEN_ONE}
    AND EXISTS (SELECT FROM outbound_targets t WHERE t.tenant_id = $1 AND t.id = $2 AND t.changes = $4)`;

/** The provider has not taken the request, so it was not sent. $1 tenant, $2 target, $3 operation. */
export const UNSEND_SQL = `
  UPDATE outbound_operations SET sends = sends - 1, status = CASE WHEN sends > 1 THEN 'unknown' ELSE 'superseded' END,
    finished_at = CASE WHEN sends > 1 THEN NULL ELSE now() END, error = $4::jsonb
  WHERE ${OPEN_ONE} RETURNING sends`;

/** $1 tenant, $2 target, $3 operation, $4 error, $5 whether the key may be repeated. */
export const UNKNOWN_SQL = `
  UPDATE outbound_operations SET status = 'unknown', error = $4::jsonb, is_repeatable = is_repeatable AND $5 WHERE ${OPEN_ONE}`;

/** $1 tenant, $2 target, $3 operation, $4 status, $5 response, $6 error. */
export const END_SQL = `
  UPDATE outbound_operations SET status = $4, response = $5::jsonb, error = coalesce($6::jsonb, error), finished_at = now()
  WHERE ${OPEN_ONE}`;
