import { READ_IN_ORDER, READY_TENANT, type WorkTable } from '../../work/due.sql.js';

export const INBOX: WorkTable = {
  name: 'webhook_events',
  waiting: 'received',
  claimed: 'processing',
  hasJobs: false,
};

/** One round trip; the function stands in `database/functions`. */
export const RECEIVE_SQL = `
  SELECT n, tenant_id AS "tenantId", id, integration_id AS "integrationId", fresh, open
  FROM receive_webhook_events($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`;

/**
 * The commit does not wait for the disk, where deliveries queue. A claim or an effect that a crash of PostgreSQL
 * takes back is simply made again: the event is kept, and its effect and its end are lost together or not at all.
 */
const COMMIT_LATER = `set_config('synchronous_commit', 'off', true)`;
export const COMMIT_LATER_SQL = `SELECT ${COMMIT_LATER}`;
export const CLAIM_SETTINGS_SQL = `SELECT ${COMMIT_LATER}, ${READ_IN_ORDER}`;

/**
 * Claims due events of one tenant, oldest first. The hint named one of them, and which one does not matter: an
 * ordering that put it first would sort the whole backlog. If it was put off until now and has not been woken, it is
 * claimed as well. A hint that was followed is used up: when the lease runs out, the next one need not wait until this
 * one passes for lost. $1 tenant, $2 how many, $3 lease in seconds, $4 the named event.
 */
export const CLAIM_SQL = `
  WITH due AS MATERIALIZED (
    SELECT id FROM webhook_events
    WHERE ${READY_TENANT} = $1 AND status IN ('received', 'processing') AND due_at <= now()
    ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED
  ), named AS MATERIALIZED (
    SELECT id FROM webhook_events
    WHERE tenant_id = $1 AND id = $4 AND status IN ('received', 'processing') AND deferred AND due_at <= now()
    FOR UPDATE SKIP LOCKED
  ), claimed AS (
    UPDATE webhook_events w SET status = 'processing', fence = w.fence + 1, due_at = now() + $3 * interval '1 second',
      deferred = true, hinted_at = NULL
    FROM (SELECT id FROM due UNION ALL SELECT id FROM named) c WHERE w.tenant_id = $1 AND w.id = c.id
    RETURNING w.id, w.integration_id, w.provider, w.type, w.attempts, w.fence, w.received_at, w.received_on
  )
  SELECT c.id, c.integration_id AS "integrationId", c.provider, c.type, c.attempts, c.fence,
    extract(epoch FROM now() - c.received_at)::float8 AS "ageSeconds", coalesce(b.body, k.body) AS body
  FROM claimed c
  LEFT JOIN webhook_bodies b ON b.tenant_id = $1 AND b.event_id = c.id AND b.received_on = c.received_on
  LEFT JOIN webhook_bodies_kept k ON k.tenant_id = $1 AND k.event_id = c.id AND b.body IS NULL
  ORDER BY c.received_at, c.id`;

/** $1 tenant, $2 ids, $3 fences, $4 lease in seconds. */
export const EXTEND_SQL = `
  UPDATE webhook_events w SET due_at = now() + $4 * interval '1 second'
  FROM unnest($2::uuid[], $3::int[]) AS m(id, fence)
  WHERE w.tenant_id = $1 AND w.id = m.id AND w.fence = m.fence AND w.status = 'processing'`;

/** $1 tenant, $2 ids, $3 fences, $4 statuses, $5 errors. Touches fewer rows than asked when a lease was lost. */
export const FINISH_SQL = `
  UPDATE webhook_events w SET status = m.status, error = m.error, due_at = NULL, hinted_at = NULL, processed_at = now()
  FROM unnest($2::uuid[], $3::int[], $4::text[], $5::jsonb[]) AS m(id, fence, status, error)
  WHERE w.tenant_id = $1 AND w.id = m.id AND w.fence = m.fence AND w.status = 'processing'`;

/**
 * Hands events back to be done later. $1 tenant, $2 ids, $3 fences, $4 delays in ms, $5 attempts used up,
 * $6 whether somebody else (Bull) brings them back, $7 error.
 */
export const POSTPONE_SQL = `
  UPDATE webhook_events w SET status = 'received', attempts = w.attempts + m.used, error = coalesce(m.error, w.error),
    due_at = now() + m.delay * interval '1 millisecond', deferred = m.delay > 0,
    hinted_at = CASE WHEN m.hinted THEN now() + m.delay * interval '1 millisecond' END
  FROM unnest($2::uuid[], $3::int[], $4::int[], $5::int[], $6::boolean[], $7::jsonb[]) AS m(id, fence, delay, used, hinted, error)
  WHERE w.tenant_id = $1 AND w.id = m.id AND w.fence = m.fence AND w.status = 'processing'`;
