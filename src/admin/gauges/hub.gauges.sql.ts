import { NO_PROVIDER } from '../../work/work.ends.js';

/** Counting stops here, because an exact larger number is not needed. */
const COUNTED_AT_MOST = 10_000;

export const INTEGRATIONS_SQL = `
  SELECT provider, status, count(*)::int AS count FROM integrations GROUP BY provider, status`;

/**
 * How long ago streams of connected integrations were last synced. A stream that has never been synced counts from the
 * connection. Streams that an account may not read are left out.
 */
export const FRESHNESS_SQL = `
  SELECT i.provider, s.stream, percentile_cont(ARRAY[0.5, 0.95, 1]) WITHIN GROUP (ORDER BY
    extract(epoch FROM now() - coalesce(s.last_success_at, i.connected_at))::float8) AS seconds
  FROM sync_states s JOIN integrations i ON i.tenant_id = s.tenant_id AND i.id = s.integration_id
  WHERE i.status = 'connected' AND (s.unavailable_until IS NULL OR s.unavailable_until < now())
  GROUP BY i.provider, s.stream`;

const deadOf = (kind: string, table: string, condition: string, provider = 'provider') => `
  SELECT '${kind}' AS kind, provider, count(*)::int AS count FROM (
    SELECT ${provider} AS provider FROM ${table} WHERE ${condition} LIMIT ${COUNTED_AT_MOST}
  ) d GROUP BY provider`;

/** Each kind by its index of dead rows. */
export const DEAD_LETTERS_SQL = [
  deadOf('webhook', 'webhook_events', `status = 'dead'`),
  deadOf('run', 'sync_runs', `status = 'failed' AND NOT discarded`),
  deadOf('notification', 'notifications', `status = 'dead' AND NOT discarded`, `'${NO_PROVIDER}'`),
].join(' UNION ALL ');
