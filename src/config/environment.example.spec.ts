import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { PROVIDER_CONFIGS } from '../providers/providers.list.js';
import { loadConfig } from './config.js';
import { parseEnvironmentFile } from './environment-file.parser.js';
import type { Source } from './environment.file.js';
import { environmentSchema } from './environment.schema.js';
import { limitsSchema } from './limits.config.js';

/**
 * Limits that are set for a test or after a measurement. limits.config.ts describes each at its default, and the last
 * line of `.env.example` refers to that file.
 */
const LEFT_OUT = `
  WEBHOOK_MAX_BODY_BYTES WEBHOOK_MAX_DEPTH WEBHOOK_MAX_NODES WEBHOOK_MAX_EVENTS INTAKE_MAX_BODY_BYTES
  INTAKE_MAX_DEPTH INTAKE_MAX_NODES REQUEST_MAX_BODY_BYTES REQUEST_MAX_DEPTH REQUEST_MAX_NODES REQUEST_MAX_KEYS
  REQUEST_MAX_QUERY_PARAMETERS WEBHOOK_GATHER_MS WEBHOOK_GATHER_BESIDE_MS WEBHOOK_GATHER_MAX
  WEBHOOK_GATHER_CONCURRENCY WEBHOOK_GATHER_BACKLOG WEBHOOK_COMMIT_TIMEOUT_MS WEBHOOK_LOOKUP_TIMEOUT_MS
  WEBHOOK_HINT_WINDOW_MS WEBHOOK_HINT_WINDOW_MAX_MS WEBHOOK_ENDPOINTS_REMEMBERED WEBHOOK_ENDPOINT_FRESH_MS
  WEBHOOK_ENDPOINT_RELOAD_MS WEBHOOK_UNKNOWN_TOKENS_REMEMBERED WEBHOOK_UNKNOWN_TOKEN_MS
  WEBHOOK_TOLERANCE_SECONDS WEBHOOK_CLAIM_BATCH WEBHOOK_STAND_BACK_MS STRIPPING_INTERVAL_MS STRIPPING_JOB_MS
  STRIPPING_SECOND_PASS_SECONDS IDEMPOTENCY_KEY_HOURS RETENTION_BATCH_ROWS RETENTION_PAUSE_MS
  CONSENT_REVOCATION_TRIES CONSENT_REVOCATION_INTERVAL_MS LEASE_SECONDS RECONCILE_INTERVAL_MS HINT_TTL_MS
  RECONCILE_PER_TENANT RECONCILE_BATCH RECONCILE_STEPS SYNC_RUNS_PER_TENANT SYNC_STREAM_CONCURRENCY
  SYNC_SLICES_PER_STREAM SYNC_MAX_PAGES_PER_SLICE PROVIDER_TIMEOUT_MS PROVIDER_MAX_ANSWER_BYTES
  PROVIDER_CALL_TRIES
  PROVIDER_BUDGET_PATIENCE_MS PROVIDER_BLOCK_RECHECK_SECONDS BREAKER_FAILURES BREAKER_OPEN_SECONDS BREAKER_LONGEST_OPEN_SECONDS USAGE_FLUSH_MS
  TOKEN_REFRESH_AHEAD_SECONDS TOKEN_REFRESH_TIMEOUT_MS TOKEN_REFRESH_LEASE_SECONDS TOKEN_REFRESH_INTERVAL_MS
  CONSENT_WARNING_DAYS SECRET_RETRY_SECONDS
  KEY_ROTATION_BATCH DATABASE_ADMIN_POOL_SIZE DATABASE_STATEMENT_TIMEOUT_MS DATABASE_PROBE_INTERVAL_MS
  DATABASE_PROBE_TIMEOUT_MS DATABASE_PAUSE_MAX_MS DATABASE_REFUSALS_OF_ONE REDIS_COMMAND_TIMEOUT_MS
  NOTIFICATIONS_AT_ONCE NOTIFICATION_CLAIM_BATCH NOTIFICATION_RETENTION_DAYS NOTIFICATION_TIMEOUT_MS
  PROVIDER_PERMIT_LEASE_MS
  LIST_ROWS_READ HTTP_REQUESTS_PER_MINUTE HTTP_TENANT_REQUESTS_PER_MINUTE AUDIT_REFUSED_LOGINS_FLUSH_MS
  AUDIT_REFUSED_LOGINS HTTP_HEADERS_TIMEOUT_MS HTTP_REQUEST_TIMEOUT_MS HTTP_KEEP_ALIVE_MS HTTP_MAX_CONNECTIONS
  PROGRESS_STREAMS OAUTH_CONFIRMATION_SECONDS QUOTA_OAUTH_STATES SETTINGS_MAX_BYTES HEAP_GROWING_PERCENT
  SHUTDOWN_GRACE_MS SHUTDOWN_TIMEOUT_MS CHANGES_POLL_MS CHANGES_WAITING CHANGES_REPORT_SECONDS CHANGES_REPORT_ENTRIES
`
  .trim()
  .split(/\s+/);

/** docker-compose.yml creates the PostgreSQL logins with these passwords. */
const OF_COMPOSE = ['POSTGRES_PASSWORD', 'POSTGRES_API_PASSWORD', 'POSTGRES_OWNER_PASSWORD', 'POSTGRES_ADMIN_PASSWORD'];

const example = parseEnvironmentFile(readFileSync(new URL('../../.env.example', import.meta.url), 'utf8'));
const shown = Object.keys(example);
const read = [
  ...Object.keys(environmentSchema.shape),
  ...PROVIDER_CONFIGS.flatMap(({ variables }) => Object.keys(variables)),
];
const load = (env: Source) => loadConfig(env, PROVIDER_CONFIGS);

describe('.env.example', () => {
  it('shows every variable that the service reads, but the limits that are left out', () => {
    expect(read.filter((name) => !shown.includes(name)).sort()).toEqual([...LEFT_OUT].sort());
    expect(LEFT_OUT.filter((name) => !(name in limitsSchema.shape))).toEqual([]);
  });

  it('shows nothing that the service does not read, but what Docker Compose reads', () => {
    expect(shown.filter((name) => !read.includes(name))).toEqual(OF_COMPOSE);
  });

  it.each(shown)('shows the default of %s', (name) => {
    expect(load({ [name]: example[name] })).toEqual(load({}));
  });

  it('shows only defaults that are seen to differ from another value', () => {
    expect(load({ ...example, SQUARE_RELIST_SECONDS: '1' })).not.toEqual(load({}));
    expect(load(example)).toEqual(load({}));
  });
});
