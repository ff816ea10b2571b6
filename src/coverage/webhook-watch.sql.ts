/** $1 tenant, $2 integration. */
export const NOTE_EVENT_SQL = `
  INSERT INTO webhook_watches (tenant_id, integration_id, event_at)
  SELECT $1, $2, now() FROM integrations WHERE tenant_id = $1 AND id = $2
  ON CONFLICT (tenant_id, integration_id) DO UPDATE SET event_at = now()`;

/** A check that is due already stays due. $1 tenant, $2 integration, $3 seconds until the check. */
export const NOTE_CHANGE_SQL = `
  INSERT INTO webhook_watches AS w (tenant_id, integration_id, changed_at, due_at)
  VALUES ($1, $2, now(), now() + $3::float8 * interval '1 second')
  ON CONFLICT (tenant_id, integration_id) DO UPDATE SET changed_at = now(), due_at = coalesce(w.due_at, EXCLUDED.due_at)`;

/** $1 tenant, $2 integration. */
export const WATCH_SQL = `
  SELECT event_at AS "eventAt", changed_at AS "changedAt" FROM webhook_watches
  WHERE tenant_id = $1 AND integration_id = $2`;

/** $1 tenant, $2 integration, $3 seconds until the next check, or NULL. */
export const SETTLE_WATCH_SQL = `
  UPDATE webhook_watches SET due_at = now() + $3::float8 * interval '1 second'
  WHERE tenant_id = $1 AND integration_id = $2`;

/** Several schedulers share the due rows. $1 limit, $2 seconds after which they are due again. */
export const TAKE_DUE_WATCHES_SQL = `
  WITH due AS MATERIALIZED (
    SELECT tenant_id, integration_id FROM webhook_watches WHERE due_at <= now()
    ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED
  )
  UPDATE webhook_watches w SET due_at = now() + $2::float8 * interval '1 second' FROM due d
  WHERE w.tenant_id = d.tenant_id AND w.integration_id = d.integration_id
  RETURNING w.tenant_id AS "tenantId", w.integration_id AS "integrationId"`;
