/**
 * A gap that is open already grows. `fresh`: it was not open. $1 tenant, $2 integration, $3 stream, $4 reason, $5 from,
 * $6 to, $7 seconds until a run is opened for it, or NULL.
 */
export const OPEN_GAP_SQL = `
  INSERT INTO coverage_gaps AS g (tenant_id, integration_id, stream, reason, provider, from_at, to_at, retry_at)
  SELECT $1, $2, $3, $4, i.provider, $5, $6, now() + $7::float8 * interval '1 second'
  FROM integrations i WHERE i.tenant_id = $1 AND i.id = $2 AND i.status <> 'disconnected'
  ON CONFLICT (tenant_id, integration_id, stream, reason) DO UPDATE SET
    from_at = CASE WHEN g.from_at IS NULL OR EXCLUDED.from_at IS NULL THEN NULL
      ELSE least(g.from_at, EXCLUDED.from_at) END,
    to_at = CASE WHEN g.to_at IS NULL OR EXCLUDED.to_at IS NULL THEN NULL ELSE greatest(g.to_at, EXCLUDED.to_at) END
  RETURNING xmax = 0 AS fresh`;

const COLUMNS = `integration_id AS "integrationId", stream, reason, from_at AS "from", to_at AS "to", detected_at AS since`;

/** $1 tenant, $2 integration, $3 streams, $4 reasons, $5 before which an event must have been given up, or NULL. */
export const CLOSE_GAPS_SQL = `
  DELETE FROM coverage_gaps WHERE tenant_id = $1 AND integration_id = $2 AND stream = ANY($3) AND reason = ANY($4)
    AND (reason <> 'webhook_dead' OR $5::timestamptz IS NULL OR to_at < $5)
  RETURNING ${COLUMNS}`;

/** The oldest first. $1 tenant, $2 integrations. */
export const LIST_GAPS_SQL = `
  SELECT ${COLUMNS} FROM coverage_gaps WHERE tenant_id = $1 AND integration_id = ANY($2)
  ORDER BY detected_at, stream, reason`;

/**
 * Several schedulers share the due gaps: what one holds, another skips. Taken gaps become due again after $2 seconds. A gap
 * of an account that cannot be called only waits. $1 limit.
 */
export const TAKE_DUE_GAPS_SQL = `
  WITH due AS MATERIALIZED (
    SELECT tenant_id, integration_id, stream, reason FROM coverage_gaps WHERE retry_at <= now()
    ORDER BY retry_at LIMIT $1 FOR UPDATE SKIP LOCKED
  ), moved AS (
    UPDATE coverage_gaps g SET retry_at = now() + $2::float8 * interval '1 second' FROM due d
    WHERE g.tenant_id = d.tenant_id AND g.integration_id = d.integration_id AND g.stream = d.stream
      AND g.reason = d.reason
  )
  SELECT DISTINCT d.tenant_id AS "tenantId", d.integration_id AS "integrationId", d.stream, i.provider
  FROM due d JOIN integrations i ON i.tenant_id = d.tenant_id AND i.id = d.integration_id
  WHERE i.status IN ('connected', 'error')`;

export const COUNT_GAPS_SQL = `
  SELECT provider, stream, reason, count(*)::int AS count FROM coverage_gaps GROUP BY provider, stream, reason`;
