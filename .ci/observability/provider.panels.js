/** Panels of one provider, chosen by the variable `provider`. */
const OF = '{provider=~"$provider"}';

export const PROVIDER = [
  [
    'Calls',
    'reqps',
    [['{{provider}} {{status}}', `sum by (provider, status) (rate(provider_calls_total${OF}[$__rate_interval]))`]],
    'By HTTP status, or by the failure of the connection.',
  ],
  [
    'Duration of calls, 95th percentile',
    's',
    [
      [
        '{{provider}}',
        `histogram_quantile(0.95, sum by (provider, le) (rate(provider_call_duration_seconds_bucket${OF}[$__rate_interval])))`,
      ],
    ],
    'From the first byte sent to the last byte read.',
  ],
  [
    'Rate limited',
    'reqps',
    [['{{provider}}', `sum by (provider) (rate(provider_rate_limited_total${OF}[$__rate_interval]))`]],
    'Answers 429. Steady: lower <VENDOR>_RATE_PER_SECOND.',
  ],
  [
    'Wait for the rate limiter, 95th percentile',
    's',
    [
      [
        '{{provider}}',
        `histogram_quantile(0.95, sum by (provider, le) (rate(provider_budget_wait_seconds_bucket${OF}[$__rate_interval])))`,
      ],
    ],
    'High: the accounts use their whole rate, and more workers do not help.',
  ],
  [
    'Accounts that are not called',
    'short',
    [['{{provider}}', `max by (provider) (provider_circuit_open${OF})`]],
    'Their circuit is open, because calls keep failing.',
  ],
  [
    'Calls of the month to the quota',
    'percentunit',
    [['{{provider}}', `max by (provider) (provider_monthly_calls_ratio${OF})`]],
    'Only of providers that count calls by month.',
  ],
  [
    'Integrations',
    'short',
    [['{{provider}} {{status}}', `max by (provider, status) (integrations_count${OF})`]],
    'By status.',
  ],
  [
    'Refreshes of tokens',
    'ops',
    [
      [
        '{{provider}} {{outcome}}',
        `sum by (provider, outcome) (rate(credential_refreshes_total${OF}[$__rate_interval]))`,
      ],
    ],
    'Refused: the owner has to connect the account again.',
  ],
  [
    'Time since the last sync, worst connection',
    's',
    [
      [
        '{{provider}} {{stream}}',
        'max by (provider, stream) (sync_stream_freshness_seconds{provider=~"$provider",quantile="max"})',
      ],
    ],
    'By stream.',
  ],
  [
    'Time since the last sync, 95th percentile',
    's',
    [
      [
        '{{provider}} {{stream}}',
        'max by (provider, stream) (sync_stream_freshness_seconds{provider=~"$provider",quantile="p95"})',
      ],
    ],
    'By stream.',
  ],
  [
    'Limit of staleness',
    's',
    [['{{provider}} {{stream}}', `max by (provider, stream) (sync_stream_staleness_limit_seconds${OF})`]],
    'Beyond it a stream is reported.',
  ],
  [
    'Webhook deliveries',
    'reqps',
    [
      [
        '{{provider}} {{outcome}}',
        `sum by (provider, outcome) (rate(webhook_deliveries_total${OF}[$__rate_interval]))`,
      ],
    ],
    'Refused: the signature does not match.',
  ],
  [
    'Webhook events that ended',
    'ops',
    [['{{provider}} {{status}}', `sum by (provider, status) (rate(webhook_events_total${OF}[$__rate_interval]))`]],
    'By status.',
  ],
  [
    'Records',
    'ops',
    [['{{provider}} {{outcome}}', `sum by (provider, outcome) (rate(sync_records_total${OF}[$__rate_interval]))`]],
    'What runs wrote.',
  ],
  [
    'Runs that ended',
    'ops',
    [
      [
        '{{provider}} {{mode}} {{status}}',
        `sum by (provider, mode, status) (rate(sync_run_duration_seconds_count${OF}[$__rate_interval]))`,
      ],
    ],
    'By mode and status.',
  ],
  [
    'Gaps in what is covered',
    'short',
    [['{{stream}} {{reason}}', `max by (provider, stream, reason) (sync_coverage_gaps_open${OF})`]],
    'What may be missing, and why.',
  ],
  [
    'Dead letters',
    'short',
    [
      ['new {{kind}}', `sum by (kind) (increase(dead_letters_total${OF}[$__rate_interval]))`],
      ['open {{kind}}', `max by (kind) (dead_letters_open${OF})`],
    ],
    'Work that was given up.',
  ],
];
