/** Every table, and the only module (a folder of src/) that writes it. */
export const TABLE_OWNERS: Readonly<Record<string, string>> = {
  app_keys: 'credentials',
  audit_log: 'audit',
  consent_revocations: 'integrations',
  facts: 'facts',
  idempotency_keys: 'idempotency',
  integration_aliases: 'integrations',
  integration_credentials: 'credentials',
  integrations: 'integrations',
  notification_endpoints: 'notifications',
  notification_secrets: 'notifications',
  notifications: 'notifications',
  oauth_confirmations: 'integrations',
  oauth_states: 'integrations',
  provider_usage: 'observability',
  queue_pauses: 'work',
  records: 'records',
  request_replays: 'auth',
  run_exports: 'sync',
  shared_gauges: 'observability',
  stripping_progress: 'admin',
  sync_runs: 'sync',
  sync_schedules: 'sync',
  sync_seen: 'sync',
  sync_slices: 'sync',
  sync_states: 'sync',
  webhook_bodies: 'webhooks',
  webhook_bodies_default: 'webhooks',
  webhook_bodies_kept: 'webhooks',
  webhook_endpoint_secrets: 'webhooks',
  webhook_endpoints: 'webhooks',
  webhook_events: 'webhooks',
};

/** Files whose statements take the name of their table as a value, and what decides which tables these are. */
export const WRITERS_BY_NAME: Readonly<Record<string, string>> = {
  'src/credentials/vault/sealed.table.sql.ts': 'rotates the keys of tables that their owners register in SealedTables',
  'src/work/table/due.sql.ts': 'marks due work in tables that their owners register as a kind of work',
  'src/work/table/work-table.sql.ts': 'claims and ends rows of tables that their owners register as a kind of work',
  'src/webhooks/inbox/body-stripping.sql.ts': 'one of BODY_TABLES, which are its own',
  'src/admin/retention/stripping/error-stripping.sql.ts':
    'strips stored errors in place, in the columns listed in error.columns.ts; no reader sees a change of meaning',
};
