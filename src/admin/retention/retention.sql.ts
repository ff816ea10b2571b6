/** All take $1 an age and $2 how many rows at most, skip what somebody else holds, and are repeated until they run dry. */

/** $1 days. Open events never go, however old. */
export const OLD_EVENTS_SQL = `
  WITH old AS MATERIALIZED (
    SELECT tenant_id, id FROM webhook_events
    WHERE received_on < (now() AT TIME ZONE 'UTC')::date - $1::int AND status IN ('done', 'ignored', 'dead')
    LIMIT $2 FOR UPDATE SKIP LOCKED
  )
  DELETE FROM webhook_events w USING old WHERE w.tenant_id = old.tenant_id AND w.id = old.id`;

/** $1 days. Bodies that came while their day had no partition; the others go with their partition. */
export const OLD_BODIES_SQL = `
  DELETE FROM webhook_bodies_default WHERE ctid = ANY (ARRAY(
    SELECT b.ctid FROM webhook_bodies_default b
    WHERE b.received_on < (now() AT TIME ZONE 'UTC')::date - $1::int AND NOT EXISTS (
      SELECT 1 FROM webhook_events w
      WHERE w.tenant_id = b.tenant_id AND w.id = b.event_id AND w.status IN ('received', 'processing'))
    LIMIT $2 FOR UPDATE OF b SKIP LOCKED))`;

/** $1 days. The last run of each kind stays, and so does the last one that each stream was read by. */
export const OLD_RUNS_SQL = `
  WITH old AS MATERIALIZED (
    SELECT r.tenant_id, r.id FROM sync_runs r
    WHERE r.finished_at < now() - $1::int * interval '1 day' AND r.status IN ('succeeded', 'failed', 'cancelled')
      AND EXISTS (SELECT 1 FROM sync_runs n WHERE n.tenant_id = r.tenant_id AND n.integration_id = r.integration_id
        AND n.id > r.id AND n.sync_type = r.sync_type AND n.operation = r.operation)
      AND NOT EXISTS (SELECT 1 FROM sync_states s WHERE s.tenant_id = r.tenant_id
        AND s.integration_id = r.integration_id AND s.last_run_id = r.id)
    LIMIT $2 FOR UPDATE OF r SKIP LOCKED
  )
  DELETE FROM sync_runs r USING old WHERE r.tenant_id = old.tenant_id AND r.id = old.id`;

/** $1 hours. */
export const OLD_KEYS_SQL = `
  WITH old AS MATERIALIZED (
    SELECT tenant_id, caller, key FROM idempotency_keys WHERE created_at < now() - $1::int * interval '1 hour'
    LIMIT $2 FOR UPDATE SKIP LOCKED
  )
  DELETE FROM idempotency_keys k USING old WHERE k.tenant_id = old.tenant_id AND k.caller = old.caller AND k.key = old.key`;

/** $1 seconds past their expiry. Consents that nobody came back from; a tenant's next one removes its own at once. */
export const OLD_STATES_SQL = `
  WITH old AS MATERIALIZED (
    SELECT tenant_id, state_hash FROM oauth_states WHERE expires_at < now() - $1::int * interval '1 second'
    LIMIT $2 FOR UPDATE SKIP LOCKED
  )
  DELETE FROM oauth_states s USING old WHERE s.tenant_id = old.tenant_id AND s.state_hash = old.state_hash`;

/** $1 seconds past their expiry. Codes that nobody confirmed; a tenant's next one removes its own at once. */
export const OLD_CONFIRMATIONS_SQL = `
  WITH old AS MATERIALIZED (
    SELECT tenant_id, id FROM oauth_confirmations WHERE expires_at < now() - $1::int * interval '1 second'
    LIMIT $2 FOR UPDATE SKIP LOCKED
  )
  DELETE FROM oauth_confirmations c USING old WHERE c.tenant_id = old.tenant_id AND c.id = old.id`;
