/** Panels of the overview: is the service healthy, and if not, where to look. Rows are `[title, unit, queries, text]`. */
const HOOKS = 'route=~"/api/v1/webhooks/:provider.*",method="POST"';

export const OVERVIEW = [
  [
    'Dependencies',
    'short',
    [['{{dependency}}', 'min by (dependency) (dependency_up)']],
    '1: it can be used, 0: it cannot.',
  ],
  [
    'Age of the oldest due work',
    's',
    [['{{work}}', 'max by (work) (work_oldest_due_age_seconds)']],
    'Stays near 0. Growing: workers do not keep up, or a queue is paused.',
  ],
  ['Due work', 'short', [['{{work}}', 'max by (work) (work_due_rows)']], 'Counted up to 10,000.'],
  [
    'Webhook deliveries',
    'reqps',
    [['{{provider}} {{outcome}}', 'sum by (provider, outcome) (rate(webhook_deliveries_total[$__rate_interval]))']],
    'Refused: the signature does not match. Duplicate: the provider sent it again.',
  ],
  [
    'Webhook answers, 99th percentile',
    's',
    [
      [
        'p99',
        `histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket{${HOOKS}}[$__rate_interval])))`,
      ],
    ],
    'Providers give up after some seconds.',
  ],
  [
    'Webhook errors',
    'percentunit',
    [['share of 5xx', 'integration:webhook_errors:ratio_rate5m']],
    'The budget of 30 days is 0.05 %.',
  ],
  [
    'From receipt to effect',
    's',
    [
      ['p50', 'histogram_quantile(0.5, sum by (le) (rate(inbox_lag_seconds_bucket[$__rate_interval])))'],
      ['p99', 'histogram_quantile(0.99, sum by (le) (rate(inbox_lag_seconds_bucket[$__rate_interval])))'],
    ],
    'The objective: 99 % within 10 seconds.',
  ],
  [
    'API answers',
    'reqps',
    [['{{status}}', 'sum by (status) (rate(http_request_duration_seconds_count[$__rate_interval]))']],
    'All routes, by status.',
  ],
  [
    'Records',
    'ops',
    [['{{outcome}}', 'sum by (outcome) (rate(sync_records_total[$__rate_interval]))']],
    'What runs wrote.',
  ],
  [
    'Runs that ended',
    'ops',
    [['{{status}}', 'sum by (status) (rate(sync_run_duration_seconds_count[$__rate_interval]))']],
    'By status.',
  ],
  [
    'Lag of schedules, 95th percentile',
    's',
    [['p95', 'histogram_quantile(0.95, sum by (le) (rate(schedule_lag_seconds_bucket[$__rate_interval])))']],
    'Time from when a schedule was due until its run was opened.',
  ],
  [
    'New dead letters',
    'short',
    [['{{kind}} {{provider}}', 'sum by (kind, provider) (increase(dead_letters_total[$__rate_interval]))']],
    'Work that was given up.',
  ],
  [
    'Open dead letters',
    'short',
    [['{{kind}} {{provider}}', 'max by (kind, provider) (dead_letters_open)']],
    'Waiting for a replay. Counted up to 10,000 of each kind.',
  ],
  [
    'Outbound',
    'short',
    [['{{status}} {{reason}}', 'max by (status, reason) (outbound_open)']],
    'What was pushed and is not applied. Waiting: for an account, a person, or another object.',
  ],
  [
    'From a change to its being applied',
    's',
    [
      [
        'p95 {{provider}}',
        'histogram_quantile(0.95, sum by (le, provider) (rate(outbound_lag_seconds_bucket[$__rate_interval])))',
      ],
    ],
    'Of what the platform pushes.',
  ],
  [
    'Integrations',
    'short',
    [['{{provider}} {{status}}', 'max by (provider, status) (integrations_count)']],
    'needs_reauth: the owner has to connect the account again.',
  ],
  [
    'Notifications',
    'ops',
    [['{{outcome}}', 'sum by (outcome) (rate(notification_deliveries_total[$__rate_interval]))']],
    'Delivered, or given up.',
  ],
  [
    'Lag of notifications, 95th percentile',
    's',
    [['p95', 'histogram_quantile(0.95, sum by (le) (rate(notification_lag_seconds_bucket[$__rate_interval])))']],
    'From when a notification was written until its receiver took it.',
  ],
  [
    'Gaps and horizon of changes',
    'short',
    [
      ['gaps {{provider}} {{stream}} {{reason}}', 'max by (provider, stream, reason) (sync_coverage_gaps_open)'],
      ['horizon, seconds', 'max(feed_horizon_age_seconds)'],
    ],
    'Both stay at 0, or near it.',
  ],
  [
    'Queues in Redis',
    'short',
    [['{{queue}} {{state}}', 'max by (queue, state) (queue_jobs)']],
    'Hints only: the work itself is in PostgreSQL.',
  ],
  [
    'Work without a hint',
    'ops',
    [['{{work}}', 'sum by (work) (rate(reconciler_found_total[$__rate_interval]))']],
    'Due rows that the reconciler found. Rises while Redis is away.',
  ],
  [
    'Rounds of the reconciler, 95th percentile',
    's',
    [['p95', 'histogram_quantile(0.95, sum by (le) (rate(reconciler_round_seconds_bucket[$__rate_interval])))']],
    'Each worker looks once a second.',
  ],
  [
    'Leases lost and taken over',
    'ops',
    [
      ['lost {{work}}', 'sum by (work) (rate(lease_losses_total[$__rate_interval]))'],
      ['taken over {{work}}', 'sum by (work) (rate(lease_takeovers_total[$__rate_interval]))'],
    ],
    'Taken over after a process was killed. Lost without that: an event loop is blocked.',
  ],
  [
    'Connections to PostgreSQL',
    'short',
    [['{{state}}', 'sum by (state) (database_pool_connections)']],
    'Of all processes. Waiting above 0: the pools are too small, or PostgreSQL is slow.',
  ],
  [
    'Failures of PostgreSQL',
    'ops',
    [['{{trouble}}', 'sum by (trouble) (rate(database_failures_total[$__rate_interval]))']],
    'By kind of trouble.',
  ],
  [
    'Event loop lag, 99th percentile',
    's',
    [['{{instance}}', 'max by (instance) (nodejs_eventloop_lag_p99_seconds)']],
    'Above 0.1: too little CPU, or a request that is too large.',
  ],
  [
    'CPU',
    'short',
    [['{{instance}}', 'sum by (instance) (rate(process_cpu_seconds_total[$__rate_interval]))']],
    'Cores.',
  ],
  ['Memory', 'bytes', [['{{instance}}', 'max by (instance) (process_resident_memory_bytes)']], 'Resident.'],
  [
    'Versions',
    'short',
    [['{{version}} Node {{node}} ({{roles}})', 'count by (version, node, roles) (build_info)']],
    'Processes of each version and set of roles.',
  ],
];
