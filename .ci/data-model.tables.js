/** What each table is for: by the folder of `src/` that alone writes it, in reading order. */
export const MODULES = {
  integrations: {
    integrations:
      'A connection between a tenant and an account at a provider. Disconnected ones stay, for their history.',
    integration_aliases: 'Other names of the account, by which some webhooks name it.',
    oauth_states: 'Consents that have begun and wait for the browser to come back. Only hashes of their secrets.',
    oauth_confirmations:
      'Codes that came back in another browser than the one that began, sealed until they are confirmed.',
    consent_revocations: 'Consents to give back to a provider after an account was disconnected.',
  },
  credentials: {
    integration_credentials: 'The secrets of a connection, one sealed field a row (AES-256-GCM, a data key for each).',
    app_keys: 'Signing keys that the service made for itself, sealed by `ENCRYPTION_KEYS`.',
  },
  webhooks: {
    webhook_endpoints: 'Addresses that providers deliver to. Only the hash of the token in the URL.',
    webhook_endpoint_secrets:
      'Secrets that deliveries to an endpoint are verified with, sealed; several during a rotation.',
    webhook_events: 'The inbox: one row for each event, and the key that duplicates are known by (docs/adr/0002).',
    webhook_bodies: 'Bodies of events as they came, partitioned by the day of receipt.',
    webhook_bodies_kept: 'Bodies of dead and open events whose partition was dropped.',
  },
  sync: {
    sync_runs: 'A sync or an export that was asked for. One live row for each integration, sync type and operation.',
    sync_slices: 'A part of a run that is walked by itself: a time range of a stream, or a feed. Holds the checkpoint.',
    sync_seen: 'Ids that a full list has met, so that the ones it did not meet can be asked for (docs/adr/0006).',
    sync_states: 'Per stream: the watermark, what the last walk remembered, and the time ranges that are complete.',
    sync_schedules: 'When the next run of an integration is due, by interval or cron.',
    run_exports: 'What an export has written so far, in parts.',
  },
  coverage: {
    coverage_gaps: 'What may be missing of a stream of an integration, and why. A gap that is closed has no row.',
    webhook_watches:
      'When an integration last had an event, and when a run last brought changes that should have come by events.',
  },
  records: {
    records: "Objects as the provider has them, and their version by the provider's clock (docs/adr/0003, 0004).",
    record_changes:
      'Which records each statement has changed, in the order of their transactions: the change feed (docs/adr/0016).',
  },
  feed: {
    feed_epoch: 'One row: which copy of the data cursors belong to, what was retired, and what was reported.',
  },
  outbound: {
    outbound_items: 'What the platform pushed, as it last said it. Partitioned by tenant.',
    outbound_batches: 'A call of an intake route: which items it brought, and what was rejected.',
    outbound_targets:
      'One object of the platform at one account: which version is wanted, which is applied, and what it waits for.',
    outbound_sources: 'Which items feed a target, and the version of each that was planned.',
    outbound_operations: 'A request of a target: its key and its exact bytes, sealed, and what became of it.',
    outbound_rules: 'What a tenant has decided for an integration, by rule.',
    outbound_pauses: 'Integrations to which nothing new is sent.',
    outbound_consents: 'What a person or a provider last said of a consent, by the hash of the address.',
  },
  work: {
    queue_pauses: 'Queues that an administrator has paused.',
  },
  facts: {
    facts:
      'What happened, recorded in the transaction of its cause. Equal facts that are not reported yet are one row.',
  },
  notifications: {
    notification_endpoints: 'Addresses of a tenant to which facts are reported.',
    notification_secrets: 'Secrets that sign what an endpoint gets, sealed; several during a rotation.',
    notifications: 'A fact on its way to one receiver; without an endpoint, to the platform.',
  },
  auth: {
    request_replays: 'Nonces of signed internal requests, so that each is accepted once.',
  },
  idempotency: {
    idempotency_keys: 'Answers to requests with an `Idempotency-Key`, sealed.',
  },
  audit: {
    audit_log: 'Who did what. Rows are added, and removed by retention only.',
  },
  observability: {
    provider_usage: 'Calls, records and webhooks by tenant, provider and day.',
    shared_gauges: 'Numbers over all tenants that one process computes for all.',
  },
  admin: {
    stripping_progress:
      'How far the removal of data that must not be stored has come, by table and version of the rules.',
  },
  database: {
    schema_migrations: 'Which migrations have run.',
  },
};
