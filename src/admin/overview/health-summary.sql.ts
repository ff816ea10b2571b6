export const INTEGRATIONS_SQL = `
  SELECT provider, status, count(*)::int AS count FROM integrations GROUP BY provider, status ORDER BY provider, status`;

/** Processed events are not counted: that would read the whole table, and the number does not help in an emergency. */
export const INBOX_SQL = `
  SELECT status, count(*)::int AS count, extract(epoch FROM now() - min(received_at))::float8 AS "oldestSeconds"
  FROM webhook_events WHERE status IN ('received', 'processing') GROUP BY status
  UNION ALL
  SELECT 'dead', count(*)::int, NULL FROM webhook_events WHERE status = 'dead'`;

export const RUNS_SQL = `
  SELECT status, count(*)::int AS count FROM sync_runs WHERE created_at > now() - interval '1 day' GROUP BY status`;
