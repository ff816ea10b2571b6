import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/**
 * Every metric of the service. No label has a tenant, an id or a secret, because the number of label values must be
 * bounded.
 */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  readonly requests = this.histogram(
    'http_request_duration_seconds',
    'HTTP requests',
    ['method', 'route', 'status'],
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  );
  readonly webhooks = this.counter('webhook_deliveries_total', 'Webhook deliveries', ['provider', 'outcome']);
  readonly webhookEvents = this.counter('webhook_events_total', 'Webhook events processed', ['provider', 'status']);
  readonly inboxLag = this.histogram(
    'inbox_lag_seconds',
    'Time from receipt to processing',
    ['provider'],
    [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
  );
  readonly inboxBatch = this.histogram(
    'inbox_batch_size',
    'Deliveries per commit',
    [],
    [1, 2, 5, 10, 20, 50, 100, 250],
  );
  readonly integrations = this.gauge('integrations_count', 'Integrations', ['provider', 'status']);
  readonly streamFreshness = this.gauge(
    'sync_stream_freshness_seconds',
    'Time since the last successful sync of connected integrations',
    ['provider', 'stream', 'quantile'],
  );
  readonly streamStalenessLimit = this.gauge(
    'sync_stream_staleness_limit_seconds',
    'Freshness above which a stream counts as stale',
    ['provider', 'stream'],
  );
  readonly scheduleLag = this.histogram(
    'schedule_lag_seconds',
    'Time from when a schedule was due until its run was opened',
    ['queue'],
    [0.5, 1, 2, 5, 15, 60, 300, 600],
  );
  readonly credentialRefreshes = this.counter('credential_refreshes_total', 'Refreshes of tokens', [
    'provider',
    'outcome',
  ]);
  readonly runs = this.histogram(
    'sync_run_duration_seconds',
    'Finished runs',
    ['provider', 'mode', 'status'],
    [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 14_400],
  );
  readonly coverageGaps = this.gauge('sync_coverage_gaps_open', 'Open gaps in what is stored', [
    'provider',
    'stream',
    'reason',
  ]);
  readonly records = this.counter('sync_records_total', 'Records by outcome', ['provider', 'outcome']);
  readonly providerCalls = this.counter('provider_calls_total', 'Calls to providers', ['provider', 'status']);
  readonly providerCallSeconds = this.histogram(
    'provider_call_duration_seconds',
    'Requests to providers, from the first byte sent to the last byte read',
    ['provider', 'status_class'],
    [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  );
  readonly providerBudgetWait = this.histogram(
    'provider_budget_wait_seconds',
    'Time that calls wait for the rate limiter',
    ['provider'],
    [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5],
  );
  readonly providerRateLimited = this.counter('provider_rate_limited_total', '429 answers', ['provider']);
  readonly circuitsOpen = this.gauge('provider_circuit_open', 'Accounts that are left alone', ['provider']);
  readonly monthlyCalls = this.gauge('provider_monthly_calls_ratio', 'Calls of the month to its limit', ['provider']);
  readonly consentsEndingSoon = this.gauge('consents_ending_soon', 'Consents that end for good soon', []);
  readonly queueDepth = this.gauge('queue_jobs', 'Jobs in Redis', ['queue', 'state']);
  readonly hints = this.counter('queue_hints_total', 'Hints sent to Redis', ['queue', 'outcome']);
  readonly directWork = this.counter('queue_direct_work_total', 'Rows processed directly from PostgreSQL', [
    'queue',
    'reason',
  ]);
  readonly queueOldest = this.gauge('queue_oldest_job_age_seconds', 'Age of the oldest waiting job', ['queue']);
  readonly workDue = this.gauge('work_due_rows', 'Due rows in PostgreSQL, 10000 at most', ['work']);
  readonly workOldest = this.gauge('work_oldest_due_age_seconds', 'Age of the oldest due row', ['work']);
  readonly feedHorizonAge = this.gauge('feed_horizon_age_seconds', 'How long the change feed has been held back', []);
  readonly dependencyUp = this.gauge('dependency_up', 'Whether the dependency can be used: 1 or 0', ['dependency']);
  readonly redisProblem = this.gauge('redis_problem', '1 for each current problem of Redis', ['queue', 'code']);
  readonly databaseFailures = this.counter(
    'database_failures_total',
    'Statements and connections that failed because of the server',
    ['trouble'],
  );
  readonly logLinesDropped = this.counter('log_lines_dropped_total', 'Log lines that could not be written', ['stream']);
  readonly retentionRows = this.counter('retention_rows_total', 'Rows and partitions that retention removed', ['rule']);
  readonly retentionRuns = this.counter('retention_runs_total', 'Runs of retention rules', ['rule', 'outcome']);
  readonly retentionSeconds = this.gauge('retention_last_run_seconds', 'How long the last run of a rule took', [
    'rule',
  ]);
  readonly retentionDone = this.gauge(
    'retention_last_success_timestamp_seconds',
    'When a rule last had nothing left to remove',
    ['rule'],
  );
  readonly notifications = this.counter('notification_deliveries_total', 'Notifications that have ended', ['outcome']);
  readonly notificationLag = this.histogram(
    'notification_lag_seconds',
    'Time from when a notification was written until its receiver took it',
    [],
    [1, 5, 15, 60, 300, 900, 3600, 14_400, 86_400],
  );
  readonly deadLetters = this.counter('dead_letters_total', 'Work that was given up', ['kind', 'provider']);
  readonly deadLettersOpen = this.gauge('dead_letters_open', 'Dead letters, 10000 of each kind at most', [
    'kind',
    'provider',
  ]);
  readonly reconcilerRound = this.histogram(
    'reconciler_round_seconds',
    'Rounds of the reconciler',
    [],
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
  );
  readonly reconcilerFound = this.counter('reconciler_found_total', 'Due rows that had no hint', ['work']);
  readonly databasePool = this.gauge('database_pool_connections', 'Connections of this process', ['state']);
  readonly buildInfo = this.gauge('build_info', '1, with what this process is', ['version', 'node', 'roles']);
  readonly outboundItems = this.counter('outbound_items_total', 'Items that were pushed', ['entity', 'outcome']);
  readonly outboundOperations = this.counter('outbound_operations_total', 'Requests that write, by how they ended', [
    'provider',
    'target',
    'status',
  ]);
  readonly outboundLag = this.histogram('outbound_lag_seconds', 'Time from a change to its being applied', [
    'provider',
  ]);
  readonly outboundLookups = this.counter('outbound_lookups_total', 'Objects looked for after a doubt', [
    'provider',
    'result',
  ]);
  readonly outboundAdopted = this.counter('outbound_adopted_total', 'Objects that were linked instead of made', [
    'provider',
  ]);
  readonly outboundOpen = this.gauge('outbound_open', 'Targets that are not applied, skipped or dead', [
    'status',
    'reason',
  ]);
  readonly outboundUnknownAge = this.gauge(
    'outbound_unknown_age_seconds',
    'Age of the oldest request whose outcome is not known',
    ['provider'],
  );
  readonly outboundDead = this.gauge('outbound_dead', 'Targets that were given up', ['provider', 'target', 'money']);
  readonly consentDecisions = this.counter('consent_decisions_total', 'What was done about a consent', [
    'consent',
    'state',
    'action',
  ]);
  readonly booksAmountDiffers = this.counter(
    'books_amount_differs_total',
    'Documents that the provider has posted with other amounts than were sent',
    ['provider', 'target'],
  );
  readonly leaseLosses = this.counter('lease_losses_total', 'Work given up because its lease was lost', ['work']);
  readonly takeovers = this.counter('lease_takeovers_total', 'Expired leases taken over', ['work']);

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  private counter<L extends string>(name: string, help: string, labelNames: L[]): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  private gauge<L extends string>(name: string, help: string, labelNames: L[]): Gauge<L> {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }

  private histogram<L extends string>(name: string, help: string, labelNames: L[], buckets?: number[]): Histogram<L> {
    return new Histogram({ name, help, labelNames, registers: [this.registry], ...(buckets && { buckets }) });
  }
}
