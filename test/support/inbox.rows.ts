import { query } from './database.js';

export interface EventRows {
  count: number;
  /** Number of tenants that share the events, numbered from 0; see {@link tenantOfRows}. */
  tenants: number;
  /** How many days ago they were received. */
  daysAgo: number;
  status: 'received' | 'done' | 'ignored' | 'dead';
  type?: string;
  /** Each event has a body, in the partition of its day or in the default one. */
  withBodies?: boolean;
}

const TENANT_PREFIX = '00000000-0000-4000-8000-';

export const tenantOfRows = (n: number): string => TENANT_PREFIX + String(n).padStart(12, '0');
export const INTEGRATION_OF_ROWS = '00000000-0000-4000-9000-000000000001';

/** The ids begin with the time of receipt, like those of `new_id()`. */
const PLANT_SQL = `
  WITH planted AS (
    INSERT INTO webhook_events (tenant_id, id, endpoint, dedupe_key, provider, integration_id, account, event_id, type, status,
      due_at, received_at, received_on, processed_at)
    SELECT ('${TENANT_PREFIX}' || lpad((n % $2)::text, 12, '0'))::uuid,
      (lpad(to_hex((extract(epoch FROM t.at) * 1000)::bigint), 12, '0') || '7' || substr(md5(random()::text), 1, 3)
        || '8' || substr(md5(random()::text), 1, 15))::uuid,
      'stripe', gen_random_uuid()::text, 'stripe', '${INTEGRATION_OF_ROWS}', 'acct_1', 'evt_' || n, $5, $4,
      CASE WHEN $4 = 'received' THEN t.at END, t.at, (t.at AT TIME ZONE 'UTC')::date, CASE WHEN $4 <> 'received' THEN t.at END
    FROM generate_series(1, $1::int) n
    CROSS JOIN LATERAL (
      SELECT date_trunc('day', now(), 'UTC') - $3 * interval '1 day' + n * interval '1 millisecond' AS at) t
    RETURNING tenant_id, id, received_on
  ), bodies AS (
    INSERT INTO webhook_bodies (tenant_id, event_id, received_on, body)
    SELECT tenant_id, id, received_on, convert_to('{"id":"' || id || '"}', 'UTF8') FROM planted WHERE $6
  )
  SELECT count(*)::int AS count FROM planted`;

/** Inserts events directly into the tables, as a superuser. */
export async function insertEvents(adminUrl: string, events: EventRows): Promise<void> {
  const { count, tenants, daysAgo, status, type = 'customer.updated', withBodies = false } = events;
  await query(adminUrl, PLANT_SQL, [count, tenants, daysAgo, status, type, withBodies]);
}

/** Creates a partition of bodies for a past day, as the owner. The service creates partitions only for future days. */
export async function createBodyPartition(ownerUrl: string, daysAgo: number): Promise<string> {
  const day = new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);
  const next = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
  const name = `webhook_bodies_y${day.replace('-', 'm').replace('-', 'd')}`;
  await query(ownerUrl, `CREATE TABLE ${name} PARTITION OF webhook_bodies FOR VALUES FROM ('${day}') TO ('${next}')`);
  await query(ownerUrl, `CALL isolate_tenants('${name}')`);
  return name;
}
