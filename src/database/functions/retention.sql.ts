import { definerSql } from './definer.sql.js';

/** More rows in one statement would hold their locks for too long. */
const LARGEST_BATCH = 10_000;

interface RetirementRule {
  name: string;
  unit: 'days' | 'hours' | 'seconds';
  /** What is younger stays, whoever asks. */
  floor: number;
  /** Deletes what is older than `kept`, `batch` rows at most, and skips what somebody else holds. */
  sql: string;
}

/** Each takes an age and a number of rows, and returns how many rows went: fewer means that none are left. */
function retirement({ name, unit, floor, sql }: RetirementRule): string {
  return definerSql({
    name,
    parameters: 'kept integer, batch integer',
    returns: 'integer',
    declare: 'removed integer;',
    body: `
    IF kept IS NULL OR kept < ${floor} THEN
      RAISE EXCEPTION '${name}: kept for at least ${floor} ${unit}' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF batch IS NULL OR batch NOT BETWEEN 1 AND ${LARGEST_BATCH} THEN
      RAISE EXCEPTION '${name}: 1 to ${LARGEST_BATCH} rows at a time' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    ${sql};
    GET DIAGNOSTICS removed = ROW_COUNT;
    RETURN removed;`,
  });
}

/** Of one table, by its own primary key. */
const oldRows = (table: string, key: readonly string[], condition: string, lock = 'FOR UPDATE SKIP LOCKED'): string => `
    WITH old AS MATERIALIZED (
      SELECT ${key.join(', ')} FROM ${table} WHERE ${condition} LIMIT batch ${lock}
    )
    DELETE FROM ${table} t USING old WHERE ${key.map((column) => `t.${column} = old.${column}`).join(' AND ')}`;

const TODAY = `(now() AT TIME ZONE 'UTC')::date`;

export const RETENTION_FUNCTIONS_SQL: readonly string[] = [
  // Open events never go, however old.
  retirement({
    name: 'retire_webhook_events',
    unit: 'days',
    floor: 1,
    sql: oldRows(
      'webhook_events',
      ['tenant_id', 'id'],
      `received_on < ${TODAY} - kept AND status IN ('done', 'ignored', 'dead')`,
    ),
  }),
  // Bodies that came while their day had no partition; the others go with their partition.
  retirement({
    name: 'retire_webhook_bodies',
    unit: 'days',
    floor: 1,
    sql: `
    DELETE FROM webhook_bodies_default WHERE ctid = ANY (ARRAY(
      SELECT b.ctid FROM webhook_bodies_default b
      WHERE b.received_on < ${TODAY} - kept AND NOT EXISTS (
        SELECT FROM webhook_events w
        WHERE w.tenant_id = b.tenant_id AND w.id = b.event_id AND w.status IN ('received', 'processing'))
      LIMIT batch FOR UPDATE OF b SKIP LOCKED))`,
  }),
  // The last run of each kind stays, and so does the last one that each stream was read by.
  retirement({
    name: 'retire_runs',
    unit: 'days',
    floor: 1,
    sql: `
    WITH old AS MATERIALIZED (
      SELECT r.tenant_id, r.id FROM sync_runs r
      WHERE r.finished_at < now() - kept * interval '1 day' AND r.status IN ('succeeded', 'failed', 'cancelled')
        AND EXISTS (SELECT FROM sync_runs n WHERE n.tenant_id = r.tenant_id AND n.integration_id = r.integration_id
          AND n.id > r.id AND n.sync_type = r.sync_type AND n.operation = r.operation)
        AND NOT EXISTS (SELECT FROM sync_states s WHERE s.tenant_id = r.tenant_id
          AND s.integration_id = r.integration_id AND s.last_run_id = r.id)
      LIMIT batch FOR UPDATE OF r SKIP LOCKED
    )
    DELETE FROM sync_runs r USING old WHERE r.tenant_id = old.tenant_id AND r.id = old.id`,
  }),
  retirement({
    name: 'retire_idempotency_keys',
    unit: 'hours',
    floor: 1,
    sql: oldRows('idempotency_keys', ['tenant_id', 'caller', 'key'], `created_at < now() - kept * interval '1 hour'`),
  }),
  // Consents that nobody came back from, and codes that nobody confirmed; a tenant's next one removes its own at once.
  retirement({
    name: 'retire_oauth_states',
    unit: 'seconds',
    floor: 0,
    sql: oldRows('oauth_states', ['tenant_id', 'state_hash'], `expires_at < now() - kept * interval '1 second'`),
  }),
  retirement({
    name: 'retire_oauth_confirmations',
    unit: 'seconds',
    floor: 0,
    sql: oldRows('oauth_confirmations', ['tenant_id', 'id'], `expires_at < now() - kept * interval '1 second'`),
  }),
  // They are kept past their end already: a signature is refused by its time before it is forgotten.
  retirement({
    name: 'retire_request_replays',
    unit: 'hours',
    floor: 0,
    sql: oldRows('request_replays', ['service', 'token'], `expires_at < now() - kept * interval '1 hour'`),
  }),
  retirement({
    name: 'retire_audit_log',
    unit: 'days',
    floor: 400,
    // To lock a row is to update it, which the log's own policy refuses.
    sql: oldRows('audit_log', ['tenant_id', 'id'], `at < now() - kept * interval '1 day'`, ''),
  }),
  retirement({
    name: 'retire_usage',
    unit: 'days',
    floor: 800,
    sql: oldRows('provider_usage', ['tenant_id', 'provider', 'day'], `day < ${TODAY} - kept`),
  }),
];
