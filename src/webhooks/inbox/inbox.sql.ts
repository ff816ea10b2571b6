/** Rows that belong to no tenant: events whose account no integration knows. */
export const NO_TENANT = '00000000-0000-0000-0000-000000000000';

/**
 * Takes a batch of verified events, routes each to every integration that knows its account, and stores keys and
 * bodies. Columns of the batch: $1 provider, $2 endpoint, $3 tenant and $4 integration (of an endpoint's own
 * deliveries, else NULL), $5 dedupe key, $6 event id, $7 type, $8 account, $9 livemode, $10 body.
 * No two rows of a batch share (endpoint, dedupe key). Ordered by key against deadlocks.
 */
export const RECEIVE_SQL = `
  WITH incoming AS MATERIALIZED (
    SELECT e.*, coalesce(e.tenant_id, i.tenant_id, '${NO_TENANT}'::uuid) AS owner,
      coalesce(e.integration_id, i.id) AS target
    FROM unnest($1::text[], $2::text[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[],
      $9::boolean[], $10::text[]) WITH ORDINALITY
      AS e(provider, endpoint, tenant_id, integration_id, dedupe_key, event_id, type, account, livemode, body, n)
    LEFT JOIN integrations i ON e.tenant_id IS NULL AND i.provider = e.provider AND i.external_account_id = e.account
      AND i.status <> 'disconnected' AND (i.livemode IS NULL OR e.livemode IS NULL OR i.livemode = e.livemode)
  ), received AS (
    INSERT INTO webhook_events AS w (tenant_id, id, endpoint, dedupe_key, provider, integration_id, account, event_id,
      type, status, due_at, hinted_at, received_at, received_on, processed_at, error)
    SELECT owner, new_id(), endpoint, dedupe_key, provider, target, account, event_id, type,
      CASE WHEN target IS NULL THEN 'ignored' ELSE 'received' END,
      CASE WHEN target IS NOT NULL THEN now() END, now(), now(), (now() AT TIME ZONE 'UTC')::date,
      CASE WHEN target IS NULL THEN now() END,
      CASE WHEN target IS NULL THEN '{"code":"no_integration","message":"No integration knows this account"}'::jsonb END
    FROM incoming ORDER BY owner, endpoint, dedupe_key
    ON CONFLICT (tenant_id, endpoint, dedupe_key) DO UPDATE SET duplicates = w.duplicates + 1
    RETURNING w.tenant_id, w.id, w.endpoint, w.dedupe_key, w.integration_id, w.received_on, w.status, w.xmax = 0 AS fresh
  ), bodies AS (
    INSERT INTO webhook_bodies (tenant_id, event_id, received_on, body)
    SELECT r.tenant_id, r.id, r.received_on, i.body
    FROM received r JOIN incoming i ON i.owner = r.tenant_id AND i.endpoint = r.endpoint AND i.dedupe_key = r.dedupe_key
    WHERE r.fresh
  )
  SELECT i.n::int, r.tenant_id AS "tenantId", r.id, r.integration_id AS "integrationId", r.fresh,
    r.status = 'received' AS open
  FROM incoming i JOIN received r ON r.tenant_id = i.owner AND r.endpoint = i.endpoint AND r.dedupe_key = i.dedupe_key`;

/**
 * Claims due events of one tenant, oldest first. The hint named one of them, and which one does not matter: an
 * ordering that put it first would sort the whole backlog. $1 tenant, $2 how many, $3 lease in seconds.
 */
export const CLAIM_SQL = `
  WITH due AS MATERIALIZED (
    SELECT id FROM webhook_events
    WHERE tenant_id = $1 AND status IN ('received', 'processing') AND due_at <= now()
    ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED
  ), claimed AS (
    UPDATE webhook_events w SET status = 'processing', fence = w.fence + 1, due_at = now() + $3 * interval '1 second'
    FROM due WHERE w.tenant_id = $1 AND w.id = due.id
    RETURNING w.id, w.integration_id, w.provider, w.type, w.attempts, w.fence, w.received_at, w.received_on
  )
  SELECT c.id, c.integration_id AS "integrationId", c.provider, c.type, c.attempts, c.fence,
    extract(epoch FROM now() - c.received_at)::float8 AS "ageSeconds", b.body
  FROM claimed c JOIN webhook_bodies b ON b.tenant_id = $1 AND b.event_id = c.id AND b.received_on = c.received_on
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
    due_at = now() + m.delay * interval '1 millisecond', hinted_at = CASE WHEN m.hinted THEN now() + m.delay * interval '1 millisecond' END
  FROM unnest($2::uuid[], $3::int[], $4::int[], $5::int[], $6::boolean[], $7::jsonb[]) AS m(id, fence, delay, used, hinted, error)
  WHERE w.tenant_id = $1 AND w.id = m.id AND w.fence = m.fence AND w.status = 'processing'`;

/** $1 tenant, $2 id. */
export const BODY_SQL = `
  SELECT b.body FROM webhook_bodies b JOIN webhook_events w
    ON w.tenant_id = b.tenant_id AND w.id = b.event_id AND w.received_on = b.received_on
  WHERE w.tenant_id = $1 AND w.id = $2`;
