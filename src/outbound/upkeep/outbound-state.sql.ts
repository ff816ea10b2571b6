/** Counting stops here, because an exact larger number is not needed. */
const COUNTED_AT_MOST = 10_000;

/**
 * What waits, by integration, kind of object and reason. The walk visits the integrations by the index of held targets, one
 * probe each. $1 seconds after which a dependency is overdue.
 */
export const WAITING_SQL = `
  WITH RECURSIVE account AS (
    (SELECT tenant_id, integration_id FROM outbound_targets WHERE status = 'waiting'
     ORDER BY tenant_id, integration_id LIMIT 1)
    UNION ALL
    SELECT n.tenant_id, n.integration_id FROM account a CROSS JOIN LATERAL (
      SELECT tenant_id, integration_id FROM outbound_targets
      WHERE status = 'waiting' AND (tenant_id, integration_id) > (a.tenant_id, a.integration_id)
      ORDER BY tenant_id, integration_id LIMIT 1
    ) n
  )
  SELECT a.tenant_id AS "tenantId", a.integration_id AS "integrationId", w.provider, w.target, w.reason,
    count(*)::int AS count, (count(*) FILTER (WHERE w.reason <> 'dependency' OR w.is_overdue))::int AS reported
  FROM account a CROSS JOIN LATERAL (
    SELECT t.provider, t.target, coalesce(t.reason->>'code', 'other') AS reason,
      t.reason_since < now() - $1 * interval '1 second' AS is_overdue
    FROM outbound_targets t
    WHERE t.tenant_id = a.tenant_id AND t.integration_id = a.integration_id AND t.status = 'waiting'
    LIMIT ${COUNTED_AT_MOST}
  ) w
  GROUP BY 1, 2, 3, 4, 5`;

export const OPEN_SQL = `
  SELECT status, count(*)::int AS count FROM (
    SELECT status FROM outbound_targets WHERE status IN ('pending', 'sending') LIMIT ${COUNTED_AT_MOST}
  ) t GROUP BY status`;

/** Requests whose outcome is not known, and requests that are just being sent. */
export const DOUBTS_SQL = `
  SELECT t.provider, count(*) FILTER (WHERE o.status = 'unknown')::int AS count,
    max(extract(epoch FROM now() - o.first_sent_at))::float8 AS seconds
  FROM outbound_operations o JOIN outbound_targets t ON t.tenant_id = o.tenant_id AND t.id = o.target_id
  WHERE o.status IN ('sending', 'unknown') GROUP BY t.provider`;

export const DEAD_SQL = `
  SELECT provider, target, count(*)::int AS count FROM (
    SELECT provider, target FROM outbound_targets WHERE status = 'dead' LIMIT ${COUNTED_AT_MOST}
  ) d GROUP BY provider, target`;
