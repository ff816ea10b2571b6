import { API_ROLE, WORKER_ROLE, type Login } from './role.names.js';

const API_AND_WORKER = [API_ROLE, WORKER_ROLE] as const;
const WORKER = [WORKER_ROLE] as const;

/**
 * Functions that run with the owner's rights, and the logins that may execute them. The API may execute only the first
 * ones: with each further function, injected SQL could bypass row-level security. Those of the feed return no content.
 */
export const DEFINER_FUNCTIONS: Readonly<Record<string, readonly Login[]>> = {
  receive_webhook_events: API_AND_WORKER,
  find_webhook_endpoint: API_AND_WORKER,
  feed_identity: API_AND_WORKER,
  renew_feed_epoch: API_AND_WORKER,
  feed_ready: API_AND_WORKER,
  retire_webhook_events: WORKER,
  retire_webhook_events_after: WORKER,
  retire_webhook_bodies: WORKER,
  retire_kept_bodies: WORKER,
  retire_kept_bodies_after: WORKER,
  retire_runs: WORKER,
  retire_runs_after: WORKER,
  retire_idempotency_keys: WORKER,
  retire_oauth_states: WORKER,
  retire_oauth_confirmations: WORKER,
  retire_request_replays: WORKER,
  retire_audit_log: WORKER,
  retire_usage: WORKER,
  retire_facts: WORKER,
  retire_notifications: WORKER,
  retire_record_changes: WORKER,
  retire_outbound_requests: WORKER,
  retire_outbound_batches: WORKER,
  create_body_partition: WORKER,
  keep_webhook_bodies: WORKER,
  drop_body_partition: WORKER,
  analyse_grown_table: WORKER,
};

/** They run with the caller's own rights. Policies and statements need them. */
export const HELPER_FUNCTIONS: readonly string[] = ['app_tenant', 'app_crosses_tenants', 'new_id'];

/** `pg_temp` is last, so that the function never finds an object that a caller has created. */
export const DEFINER_SEARCH_PATH = 'public, pg_temp';
