import { z } from 'zod';
import { atLeast, count, orZero } from './variables.js';

/** Every limit of the service: its name, its default, and the unit in the name. Those of a provider are in its folder. */
export const limitsSchema = z.object({
  /** Largest body of a webhook delivery, bytes. */
  WEBHOOK_MAX_BODY_BYTES: count(1_048_576),
  /** Deepest nesting of a delivery that is parsed; a deeper one is kept raw as a dead event. */
  WEBHOOK_MAX_DEPTH: count(64),
  /** Most JSON values in a delivery that is parsed; one with more is kept raw as a dead event. */
  WEBHOOK_MAX_NODES: count(50_000),
  /** Most events in one delivery; one with more is kept raw as a dead event. The largest real ones have some 3,000. */
  WEBHOOK_MAX_EVENTS: count(5_000),
  /** Largest JSON body of the routes that take batches of items from the platform's services, bytes. */
  INTAKE_MAX_BODY_BYTES: count(8_388_608),
  INTAKE_MAX_DEPTH: count(16),
  /** Most JSON values in such a body: objects, arrays, strings, numbers and literals each count as one. */
  INTAKE_MAX_NODES: count(250_000),
  /** Largest JSON body of any other route, bytes. */
  REQUEST_MAX_BODY_BYTES: count(65_536),
  /** Deepest nesting of such a body. */
  REQUEST_MAX_DEPTH: count(16),
  /** Most JSON values in such a body. */
  REQUEST_MAX_NODES: count(5_000),
  /** Most keys of one object in any JSON body that is not a webhook's. */
  REQUEST_MAX_KEYS: count(500),
  /** Most parameters in the query of a URL. */
  REQUEST_MAX_QUERY_PARAMETERS: count(50),
  /** How long the first delivery of a batch waits for company while no other batch is being committed. */
  WEBHOOK_GATHER_MS: orZero(1),
  /** How long it waits for the batch ahead of it before its own is committed beside that one. */
  WEBHOOK_GATHER_BESIDE_MS: orZero(20),
  /** Deliveries that share one INSERT at most. */
  WEBHOOK_GATHER_MAX: count(256),
  /** Batches of deliveries being committed at once. */
  WEBHOOK_GATHER_CONCURRENCY: count(4),
  /** Deliveries that may wait in memory for a commit; beyond it the answer is 503. */
  WEBHOOK_GATHER_BACKLOG: count(20_000),
  /** How long a delivery may wait for its commit before the answer is 503. */
  WEBHOOK_COMMIT_TIMEOUT_MS: count(8_000),
  /** How long a delivery waits for the database to name its endpoint before the answer is 503. */
  WEBHOOK_LOOKUP_TIMEOUT_MS: count(4_000),
  /** Deliveries of one tenant within this time share one hint, after the first. */
  WEBHOOK_HINT_WINDOW_MS: count(25),
  /** What that time grows to while a burst goes on: so long may an event wait to be applied, not to be answered. */
  WEBHOOK_HINT_WINDOW_MAX_MS: count(400),
  /** Webhook endpoints that one process remembers, with their secrets; the least recently used gives way. */
  WEBHOOK_ENDPOINTS_REMEMBERED: count(10_000),
  /** For how long: a deleted endpoint, or a secret that has ended, is accepted no longer than this. */
  WEBHOOK_ENDPOINT_FRESH_MS: count(10_000),
  /** Signatures that fit none of an endpoint's secrets have these read again, once in this time at most. */
  WEBHOOK_ENDPOINT_RELOAD_MS: count(1_000),
  /** Tokens of no endpoint that one process remembers; the least recently used gives way. */
  WEBHOOK_UNKNOWN_TOKENS_REMEMBERED: count(10_000),
  /** For how long such a token is answered without asking the database again. */
  WEBHOOK_UNKNOWN_TOKEN_MS: count(5_000),
  /** Either way, for timestamps signed by providers. */
  WEBHOOK_TOLERANCE_SECONDS: count(300),
  /** How long a receiver of notifications has for its answer, ms. */
  NOTIFICATION_TIMEOUT_MS: count(10_000),
  /** Facts, or notifications, of one tenant that one claim takes along. */
  NOTIFICATION_CLAIM_BATCH: count(100),
  /** Notifications on their way to one receiver at a time, from one process. */
  NOTIFICATIONS_AT_ONCE: count(10),
  /** How long notifications that have ended are kept, with the facts that they told of. */
  NOTIFICATION_RETENTION_DAYS: count(30),
  /** Events of one integration that one claim takes along and applies in one transaction. */
  WEBHOOK_CLAIM_BATCH: count(100),
  /** In a process that is API and worker: how long applying waits for a burst of deliveries to end. */
  WEBHOOK_STAND_BACK_MS: orZero(10_000),
  /**
   * How long webhook events that are over are kept, and with them the keys that duplicates are known by. Bodies of dead
   * events stay as long, those of open ones until they are over.
   */
  INBOX_RETENTION_DAYS: count(90),
  /** How long bodies of done and ignored webhook events are kept; without its body an event cannot be replayed. */
  INBOX_BODY_RETENTION_DAYS: count(30),
  RUN_RETENTION_DAYS: count(90),
  /** How often workers are asked to take out of stored data what must not be stored, while some may be left. */
  STRIPPING_INTERVAL_MS: count(30_000),
  /** For how long a worker then does so; its queue has other work. */
  STRIPPING_JOB_MS: count(10_000),
  /** Processes of the former version have ended this long after an upgrade has stripped what was stored. */
  STRIPPING_SECOND_PASS_SECONDS: count(3_600),
  IDEMPOTENCY_KEY_HOURS: count(24),
  /** What administrators did; the database refuses to forget it sooner. */
  AUDIT_RETENTION_DAYS: atLeast(400),
  /** What tenants used of the providers; the database refuses to forget it sooner. */
  USAGE_RETENTION_DAYS: atLeast(800),
  /** How long one rule of retention may take at a time; what is left is continued when the other rules had their turn. */
  RETENTION_RULE_BUDGET_MS: count(30_000),
  /** Rows that one transaction of retention looks at. */
  RETENTION_BATCH_ROWS: z.coerce.number().int().min(1).max(10_000).default(1_000),
  /** Shortest pause between two transactions of retention; it pauses for at least as long as the last one took. */
  RETENTION_PAUSE_MS: orZero(20),
  /** Tries to give a consent back to its provider after its account was disconnected; then it is left there. */
  CONSENT_REVOCATION_TRIES: count(5),
  /** How often a worker looks for consents that must be revoked. */
  CONSENT_REVOCATION_INTERVAL_MS: count(5_000),
  LEASE_SECONDS: count(30),
  RECONCILE_INTERVAL_MS: count(1_000),
  /** A hint that no worker has followed for this long counts as lost; at once when its queue is empty. */
  HINT_TTL_MS: count(30_000),
  /**
   * Due rows that were hinted, and that no worker has claimed for this long, are done straight from PostgreSQL by a worker
   * to which Redis has delivered nothing for as long.
   */
  DIRECT_AFTER_MS: count(5_000),
  /** Rows of one tenant that one round of the reconciler hints. */
  RECONCILE_PER_TENANT: count(200),
  RECONCILE_BATCH: count(1_000),
  /** Tenants with due rows that one round of the reconciler walks over at most, before and after where it begins. */
  RECONCILE_STEPS: count(4_000),
  /**
   * Runs of one tenant that may be executing at the same time, over all processes. Beyond it a tenant has the slots that
   * no other tenant waits for, and gives them back when one does.
   */
  SYNC_RUNS_PER_TENANT: count(3),
  /** Streams of one run pulled side by side. */
  SYNC_STREAM_CONCURRENCY: count(6),
  /** Slices of one stream's time range pulled side by side. */
  SYNC_SLICES_PER_STREAM: count(4),
  /** Guard against a provider that pages without end. */
  SYNC_MAX_PAGES_PER_SLICE: count(1_000_000),
  /** One call to a provider, from first byte sent to last byte read. */
  PROVIDER_TIMEOUT_MS: count(30_000),
  /** Tries of one call inside a run before the run's own retry takes over. */
  PROVIDER_CALL_TRIES: count(5),
  /** How long a call waits for its turn in the rate limit before its work is put off; holds a worker for no longer. */
  PROVIDER_BUDGET_PATIENCE_MS: count(5_000),
  /** Failures in a row after which an account is left alone for a while. */
  BREAKER_FAILURES: count(5),
  /** For how long at first; twice as long each time that it still fails. */
  BREAKER_OPEN_SECONDS: count(30),
  BREAKER_LONGEST_OPEN_SECONDS: count(600),
  /** How often what was used of the providers is added up in the database. */
  USAGE_FLUSH_MS: count(5_000),
  /** Tokens that expire are refreshed this long before, unless their provider asks for an earlier time. */
  TOKEN_REFRESH_AHEAD_SECONDS: orZero(300),
  /** How long a process that refreshes a token keeps other processes from trying. Longer than PROVIDER_TIMEOUT_MS. */
  TOKEN_REFRESH_LEASE_SECONDS: count(60),
  /** How often a scheduler looks for due tokens that no work has asked for. */
  TOKEN_REFRESH_INTERVAL_MS: count(60_000),
  /** How long callers and work wait before they try again to read a secret whose encryption key is missing. */
  SECRET_RETRY_SECONDS: count(60),
  /** Secrets that the rotation of ENCRYPTION_KEYS seals again in one transaction; it locks their rows that long. */
  KEY_ROTATION_BATCH: count(100),
  /** Connections of one process and login: a process that is API and worker has twice as many. */
  DATABASE_POOL_SIZE: count(20),
  /** Connections of one process for administration and retention, opened when they are needed. */
  DATABASE_ADMIN_POOL_SIZE: count(3),
  DATABASE_STATEMENT_TIMEOUT_MS: count(30_000),
  /** How long a statement waits for a lock that somebody else holds; 0: as long as a statement may take. */
  DATABASE_LOCK_TIMEOUT_MS: orZero(8_000),
  /** How often a process writes to the database to know whether it can. */
  DATABASE_PROBE_INTERVAL_MS: count(2_000),
  /** How long that write may take; half of it waiting for a lock. */
  DATABASE_PROBE_TIMEOUT_MS: count(2_000),
  /** How long a start waits for a database that is starting too. */
  DATABASE_BOOT_WAIT_MS: orZero(15_000),
  /** Longest pause of work that the database refused; the first one is a second or two. */
  DATABASE_PAUSE_MAX_MS: count(60_000),
  /**
   * Refusals of one piece of work, while other work was committed in between, from which on they use up its attempts: then
   * it is not the database.
   */
  DATABASE_REFUSALS_OF_ONE: count(5),
  /** Output that a process keeps for a reader of its log who is slow, bytes; lines beyond it are dropped and counted. */
  LOG_BUFFER_BYTES: count(1_048_576),
  REDIS_COMMAND_TIMEOUT_MS: count(1_000),
  /** How often each process proves, by writing, that Redis takes hints. */
  REDIS_PROBE_INTERVAL_MS: count(2_000),
  /** Rows that one page of a filtered list reads; a page that ends there is short, or empty, and has a `nextCursor`. */
  LIST_ROWS_READ: count(5_000),
  /** Successful calls of one caller to one process; beyond it the answer is 429. */
  HTTP_REQUESTS_PER_MINUTE: count(60_000),
  /** Successful calls of all callers of one tenant to one process; beyond it the answer is 429. */
  HTTP_TENANT_REQUESTS_PER_MINUTE: count(120_000),
  /**
   * Failed authentications of one client address (IPv6: of one /64), over all processes, a third of them at once; beyond
   * it the answer is 429.
   */
  AUTH_FAILURES_PER_MINUTE: count(600),
  /** How often refused logins are written to the audit log: one row for each client and reason. */
  AUDIT_REFUSED_LOGINS_FLUSH_MS: count(60_000),
  /** Clients and reasons that one process tells apart in that time; those beyond share a row for each reason. */
  AUDIT_REFUSED_LOGINS: count(1_000),
  /** How far ahead a token's `exp` may be, with 30 s of tolerance; 0: any time. */
  JWT_MAX_LIFETIME_SECONDS: orZero(86_400),
  /** From the first byte of a connection to the end of a request's headers. */
  HTTP_HEADERS_TIMEOUT_MS: count(15_000),
  /** From the first byte of a request to its last. */
  HTTP_REQUEST_TIMEOUT_MS: count(30_000),
  /** How long a connection without a request stays open. */
  HTTP_KEEP_ALIVE_MS: count(75_000),
  /** Connections of one process; more are closed at once. */
  HTTP_MAX_CONNECTIONS: count(10_000),
  /** Concurrent progress streams (SSE) of one process. */
  PROGRESS_STREAMS: count(500),
  /** Connected accounts of one tenant. */
  QUOTA_INTEGRATIONS: count(500),
  /** Webhook endpoints of one integration. */
  QUOTA_ENDPOINTS: count(20),
  /** Secrets of one webhook endpoint that are accepted at the same time; rotation ends the oldest. */
  QUOTA_SECRETS: count(4),
  /** Notification endpoints of a tenant. */
  QUOTA_NOTIFICATION_ENDPOINTS: count(20),
  /** Concurrent progress streams (SSE) of one tenant. */
  QUOTA_STREAMS: count(50),
  /** Concurrent progress streams (SSE) of one caller of a tenant. */
  QUOTA_STREAMS_PER_CALLER: count(20),
  /** Idempotency keys of one tenant that are kept at the same time. */
  QUOTA_IDEMPOTENCY_KEYS: count(10_000),
  /** How long the principal that began a consent may take to confirm it; the codes of vendors live for five minutes. */
  OAUTH_CONFIRMATION_SECONDS: count(240),
  /** Consents of one principal that are under way, and those that wait to be confirmed; a further one ends the oldest. */
  QUOTA_OAUTH_STATES: count(20),
  /** Largest settings of one integration, bytes of JSON. */
  SETTINGS_MAX_BYTES: count(16_384),
  /** Growth of the heap after which all of it is collected, percent; where the process serves no API. */
  HEAP_GROWING_PERCENT: count(30),
  /**
   * Between the readiness probe's 503 and the end of listening, so that a balancer can look away first. If absent: 10 s in
   * production, 1 s elsewhere; none where the process serves no API.
   */
  SHUTDOWN_GRACE_MS: z.coerce.number().int().min(0).max(15_000).optional(),
  /** From the signal on; the process ends then, whatever hangs. */
  SHUTDOWN_TIMEOUT_MS: count(22_000),
});

export type Limits = Readonly<z.infer<typeof limitsSchema>>;
