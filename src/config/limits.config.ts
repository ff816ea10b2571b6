import { z } from 'zod';
import { FEED_LIMITS } from './feed-limits.config.js';
import { OBSERVABILITY_LIMITS } from './observability-limits.config.js';
import { OUTBOUND_LIMITS } from './outbound-limits.config.js';
import { UPKEEP_LIMITS } from './upkeep-limits.config.js';
import { count, orZero } from './variables.js';

/**
 * Every limit of the service, with its default. The name contains the unit. Limits of a provider are in its folder.
 */
export const limitsSchema = z.object({
  ...FEED_LIMITS,
  ...OBSERVABILITY_LIMITS,
  ...OUTBOUND_LIMITS,
  ...UPKEEP_LIMITS,
  /** Largest body of a webhook delivery, bytes. */
  WEBHOOK_MAX_BODY_BYTES: count(1_048_576),
  /** Deepest nesting of a delivery that is parsed. A deeper delivery is stored unparsed as a dead event. */
  WEBHOOK_MAX_DEPTH: count(64),
  /** Most JSON values of a delivery that is parsed. A larger delivery is stored unparsed as a dead event. */
  WEBHOOK_MAX_NODES: count(50_000),
  /**
   * Most events in one delivery. A larger delivery is stored unparsed as a dead event. Real deliveries have up to about
   * 3,000 events.
   */
  WEBHOOK_MAX_EVENTS: count(5_000),
  /** Largest JSON body of any other route, bytes. */
  REQUEST_MAX_BODY_BYTES: count(65_536),
  /** Deepest nesting of the JSON body of any other route. */
  REQUEST_MAX_DEPTH: count(16),
  /** Most JSON values in the JSON body of any other route. */
  REQUEST_MAX_NODES: count(5_000),
  /** Most keys in one object of a JSON body. Does not apply to webhooks. */
  REQUEST_MAX_KEYS: count(500),
  /** Most parameters in the query of a URL. */
  REQUEST_MAX_QUERY_PARAMETERS: count(50),
  /** How long the first delivery of a batch waits for others, if no other batch is being committed. */
  WEBHOOK_GATHER_MS: orZero(1),
  /**
   * How long the first delivery of a batch waits for the previous batch. After that, both are committed at the same
   * time.
   */
  WEBHOOK_GATHER_BESIDE_MS: orZero(20),
  /** Most deliveries in one INSERT. */
  WEBHOOK_GATHER_MAX: count(256),
  /** Most batches of deliveries that are committed at the same time. */
  WEBHOOK_GATHER_CONCURRENCY: count(4),
  /** Most deliveries that wait in memory for a commit. Beyond it the response is 503. */
  WEBHOOK_GATHER_BACKLOG: count(20_000),
  /** How long a delivery may wait for its commit before the response is 503. */
  WEBHOOK_COMMIT_TIMEOUT_MS: count(8_000),
  /** How long a delivery waits for the database to find its endpoint before the response is 503. */
  WEBHOOK_LOOKUP_TIMEOUT_MS: count(4_000),
  /** Deliveries of one tenant within this time share one hint. The first delivery has its own. */
  WEBHOOK_HINT_WINDOW_MS: count(25),
  /**
   * Upper limit of that time while a burst continues. It delays the processing of an event, not the response to a
   * delivery.
   */
  WEBHOOK_HINT_WINDOW_MAX_MS: count(400),
  /** Most webhook endpoints, with their secrets, that one process caches. The least recently used one is replaced. */
  WEBHOOK_ENDPOINTS_REMEMBERED: count(10_000),
  /** How long a process caches an endpoint. A deleted endpoint or an expired secret may be accepted for this time. */
  WEBHOOK_ENDPOINT_FRESH_MS: count(10_000),
  /** If a signature matches no secret of an endpoint, the secrets are read again, but at most once within this time. */
  WEBHOOK_ENDPOINT_RELOAD_MS: count(1_000),
  /** Most unknown endpoint tokens that one process caches. The least recently used one is replaced. */
  WEBHOOK_UNKNOWN_TOKENS_REMEMBERED: count(10_000),
  /** How long a process caches that a token is unknown. */
  WEBHOOK_UNKNOWN_TOKEN_MS: count(5_000),
  /** Tolerance for timestamps that providers sign, into the past and into the future. */
  WEBHOOK_TOLERANCE_SECONDS: count(300),
  /** How long a receiver of notifications has for its answer, ms. */
  NOTIFICATION_TIMEOUT_MS: count(10_000),
  /** Facts, or notifications, of one tenant that one claim takes along. */
  NOTIFICATION_CLAIM_BATCH: count(100),
  /** Notifications on their way to one receiver at a time, from one process. */
  NOTIFICATIONS_AT_ONCE: count(10),
  /** How long notifications that have ended are kept, with the facts that they reported. */
  NOTIFICATION_RETENTION_DAYS: count(30),
  /** Most events of one integration in one claim. They are applied in one transaction. */
  WEBHOOK_CLAIM_BATCH: count(100),
  /** How long applying events waits for a burst of deliveries to end. Only in a process that is API and worker. */
  WEBHOOK_STAND_BACK_MS: orZero(10_000),
  /**
   * How often a worker tries to revoke a consent at its provider after the account was disconnected. Then it gives up.
   */
  CONSENT_REVOCATION_TRIES: count(5),
  /** How often a worker looks for consents that it must revoke. */
  CONSENT_REVOCATION_INTERVAL_MS: count(5_000),
  LEASE_SECONDS: count(30),
  RECONCILE_INTERVAL_MS: count(1_000),
  /**
   * A hint that no worker has followed within this time counts as lost. If its queue is empty, it counts as lost at
   * once.
   */
  HINT_TTL_MS: count(30_000),
  /**
   * Due rows whose hint no worker has followed within this time are processed without Redis, by a worker to which Redis
   * has delivered nothing for the same time.
   */
  DIRECT_AFTER_MS: count(5_000),
  /** Most rows of one tenant that the reconciler hints in one round. */
  RECONCILE_PER_TENANT: count(200),
  RECONCILE_BATCH: count(1_000),
  /** Most tenants with due rows that the reconciler visits in one round, before and after its starting point. */
  RECONCILE_STEPS: count(4_000),
  /** Most tenants that are hinted at the moment a lane of claimed work becomes free. The others are hinted at the next one. */
  LANE_HINTS_AT_ONCE: count(10),
  /** Most tenants that one process remembers for each job, because their claims have met lanes that were taken. */
  LANE_TENANTS_REMEMBERED: count(10_000),
  /**
   * Most runs of one tenant that execute at the same time, over all processes. A tenant may use more slots while no
   * other tenant waits for them, and returns them when one does.
   */
  SYNC_RUNS_PER_TENANT: count(3),
  /** Most streams of one run that are pulled at the same time. */
  SYNC_STREAM_CONCURRENCY: count(6),
  /** Most slices of one stream that are pulled at the same time. */
  SYNC_SLICES_PER_STREAM: count(4),
  /** Stops a walk if a provider returns pages without end. */
  SYNC_MAX_PAGES_PER_SLICE: count(1_000_000),
  /** A run that has made no progress for this long, whatever it waits for, is not tried again. */
  SYNC_RUN_IDLE_SECONDS: count(259_200),
  /** Attempts of a run after which a stream that still fails is left to the next run, so that the others go on. */
  SYNC_STREAM_TRIES: count(6),
  /** The same for a stream that waits without using up attempts: so long after the last progress of the run. */
  SYNC_STREAM_IDLE_SECONDS: count(3_600),
  /** How long a stream that the account may not read is left alone, before an incremental run tries it again. */
  STREAM_UNAVAILABLE_SECONDS: count(86_400),
  /** How often a new connection is brought up to date, until its tenant says otherwise. */
  SCHEDULE_INCREMENTAL_SECONDS: count(900),
  /** How often everything of it is read again. */
  SCHEDULE_FULL_SECONDS: count(604_800),
  /** How long a gap that a run can close stays open before a run of its stream is started for it. */
  COVERAGE_RETRY_SECONDS: count(3_600),
  /**
   * The webhooks of an integration count as silent if it had no event for this long, while runs bring changes that should
   * have come by events.
   */
  WEBHOOK_SILENT_SECONDS: count(21_600),
  /** How long after such a run an integration is checked: the events may still be on their way. */
  WEBHOOK_SILENT_GRACE_SECONDS: count(900),
  /** How often a scheduler looks for open gaps, and for integrations whose webhooks are to be checked. */
  COVERAGE_INTERVAL_MS: count(30_000),
  /** One call to any provider, from first byte sent to last byte read. If absent: as long as each may take. */
  PROVIDER_TIMEOUT_MS: z.coerce.number().int().min(1).optional(),
  /** Largest answer of a provider, bytes: as it is sent, and once it is unpacked. */
  PROVIDER_MAX_ANSWER_BYTES: count(67_108_864),
  /** Tries of one call inside a run before the run's own retry takes over. */
  PROVIDER_CALL_TRIES: count(5),
  /** How long a call waits for the rate limiter. After that its work is postponed, so that the worker is free. */
  PROVIDER_BUDGET_PATIENCE_MS: count(5_000),
  /** After this time the permits for calls of a process that died are free for others. A process that lives renews its own. */
  PROVIDER_PERMIT_LEASE_MS: count(30_000),
  /** How often one call tests whether a provider whose budget is used up serves again before its time. */
  PROVIDER_BLOCK_RECHECK_SECONDS: count(3_600),
  /** Failures in a row after which an account is left alone for a while. */
  BREAKER_FAILURES: count(5),
  /** How long the circuit stays open at first. The time doubles with each further failure. */
  BREAKER_OPEN_SECONDS: count(30),
  BREAKER_LONGEST_OPEN_SECONDS: count(600),
  /** How often a process adds its usage of the providers to the database. */
  USAGE_FLUSH_MS: count(5_000),
  /** How long before its expiry a token is refreshed, unless the provider requires an earlier time. */
  TOKEN_REFRESH_AHEAD_SECONDS: orZero(300),
  /** How long a refresh may take. */
  TOKEN_REFRESH_TIMEOUT_MS: count(30_000),
  /** How long a process that refreshes a token keeps other processes from trying. Longer than a refresh takes. */
  TOKEN_REFRESH_LEASE_SECONDS: count(60),
  /** From so many days before a consent ends for good, its owner is to be asked to connect again. */
  CONSENT_WARNING_DAYS: count(60),
  /** How often a scheduler looks for due tokens that no work has asked for. */
  TOKEN_REFRESH_INTERVAL_MS: count(60_000),
  /** How long callers and work wait before they try again to read a secret whose encryption key is missing. */
  SECRET_RETRY_SECONDS: count(60),
  /** Most secrets that key rotation encrypts again in one transaction. Their rows are locked for that time. */
  KEY_ROTATION_BATCH: count(100),
  /** Most connections of one process for each login. A process that is API and worker has two logins. */
  DATABASE_POOL_SIZE: count(20),
  /** Most connections of one process for administration and retention. They are opened when needed. */
  DATABASE_ADMIN_POOL_SIZE: count(3),
  DATABASE_STATEMENT_TIMEOUT_MS: count(30_000),
  /** How long a statement waits for a lock. 0: as long as the statement timeout. */
  DATABASE_LOCK_TIMEOUT_MS: orZero(8_000),
  /** How often a process writes to the database to check that it can. */
  DATABASE_PROBE_INTERVAL_MS: count(2_000),
  /** Time limit of that write. It waits at most half of this time for a lock. */
  DATABASE_PROBE_TIMEOUT_MS: count(2_000),
  /** How long a starting process waits for a database that is also starting. */
  DATABASE_BOOT_WAIT_MS: orZero(15_000),
  /** Longest pause of work that the database refused. The first pause is one or two seconds. */
  DATABASE_PAUSE_MAX_MS: count(60_000),
  /**
   * After this number of refusals of the same work, while other work was committed, further refusals use up its
   * attempts: the work itself is then the cause, not the database.
   */
  DATABASE_REFUSALS_OF_ONE: count(5),
  REDIS_COMMAND_TIMEOUT_MS: count(1_000),
  /** How often each process writes to Redis to check that it accepts hints. */
  REDIS_PROBE_INTERVAL_MS: count(2_000),
  /**
   * Most rows that one page of a filtered list reads. A page that stops there may be short or empty, and has a
   * `nextCursor`.
   */
  LIST_ROWS_READ: count(5_000),
  /** Most successful requests of one caller to one process. Beyond it the response is 429. */
  HTTP_REQUESTS_PER_MINUTE: count(60_000),
  /** Most successful requests of all callers of one tenant to one process. Beyond it the response is 429. */
  HTTP_TENANT_REQUESTS_PER_MINUTE: count(120_000),
  /**
   * Most failed authentications of one client address (IPv6: one /64), over all processes. At most a third of them at
   * once. Beyond it the response is 429.
   */
  AUTH_FAILURES_PER_MINUTE: count(600),
  /** How often refused logins are written to the audit log: one row for each client and reason. */
  AUDIT_REFUSED_LOGINS_FLUSH_MS: count(60_000),
  /**
   * Most pairs of client and reason that one process counts separately in that time. All others share one row per
   * reason.
   */
  AUDIT_REFUSED_LOGINS: count(1_000),
  /** Longest remaining lifetime of a token (`exp`), with a tolerance of 30 s. 0: unlimited. */
  JWT_MAX_LIFETIME_SECONDS: orZero(86_400),
  /** Time from the first byte of a connection to the end of a request's headers. */
  HTTP_HEADERS_TIMEOUT_MS: count(15_000),
  /** Time from the first byte of a request to its last byte. */
  HTTP_REQUEST_TIMEOUT_MS: count(30_000),
  /** How long a connection without a request stays open. */
  HTTP_KEEP_ALIVE_MS: count(75_000),
  /** Most connections of one process. Further connections are closed immediately. */
  HTTP_MAX_CONNECTIONS: count(10_000),
  /** Longest time that a request to start a sync may wait for its end (`Prefer: wait`). */
  SYNC_WAIT_MAX_SECONDS: z.coerce.number().int().min(1).max(60).default(60),
  /** Most concurrent progress streams (SSE) and waiting requests of one process. */
  PROGRESS_STREAMS: count(500),
  /** Most connected accounts of one tenant. */
  QUOTA_INTEGRATIONS: count(500),
  /** Most webhook endpoints of one integration. */
  QUOTA_ENDPOINTS: count(20),
  /** Most valid secrets of one webhook endpoint. Rotation removes the oldest. */
  QUOTA_SECRETS: count(4),
  /** Notification endpoints of a tenant. */
  QUOTA_NOTIFICATION_ENDPOINTS: count(20),
  /** Most concurrent progress streams (SSE) of one tenant. */
  QUOTA_STREAMS: count(50),
  /** Most concurrent progress streams (SSE) of one caller of a tenant. */
  QUOTA_STREAMS_PER_CALLER: count(20),
  /** Most idempotency keys of one tenant that are kept at the same time. */
  QUOTA_IDEMPOTENCY_KEYS: count(10_000),
  /**
   * Time that the principal who began a consent has to confirm it. Authorization codes of vendors are valid for five
   * minutes.
   */
  OAUTH_CONFIRMATION_SECONDS: count(240),
  /**
   * Most consents of one principal that are in progress, and most that wait for confirmation. A new one ends the
   * oldest.
   */
  QUOTA_OAUTH_STATES: count(20),
  /** Largest settings of one integration, bytes of JSON. */
  SETTINGS_MAX_BYTES: count(16_384),
  /**
   * Growth of the heap, in percent, that starts a full collection. Applies only to processes that do not serve the API.
   */
  HEAP_GROWING_PERCENT: count(30),
  /**
   * Time between the readiness probe's first 503 and the end of listening, so that a load balancer can react. Default:
   * 10 s in production, 1 s elsewhere, 0 if the process does not serve the API.
   */
  SHUTDOWN_GRACE_MS: z.coerce.number().int().min(0).max(15_000).optional(),
  /** Time limit of a shutdown, from the signal on. The process then exits, even if something hangs. */
  SHUTDOWN_TIMEOUT_MS: count(22_000),
});

export type Limits = Readonly<z.infer<typeof limitsSchema>>;
