import { z } from 'zod';
import { count, orZero } from './variables.js';

/** Limits of what is pushed to the connected accounts. */
export const OUTBOUND_LIMITS = {
  /** Largest JSON body of the routes that take batches of items from the platform's services, bytes. */
  INTAKE_MAX_BODY_BYTES: count(8_388_608),
  INTAKE_MAX_DEPTH: count(16),
  /** Most JSON values in such a body. Objects, arrays, strings, numbers and literals count as one each. */
  INTAKE_MAX_NODES: count(250_000),
  /**
   * How long a repeated key is trusted after the first send of a request. If absent: as long as each provider's push port
   * says. A provider whose requests can always be repeated, or never, is not concerned.
   */
  OUTBOUND_SAFE_WINDOW_SECONDS: z.coerce.number().int().min(1).optional(),
  /**
   * How long a provider may take until its lists show what was written, its own time limit included. If absent: as long
   * as each provider's push port says.
   */
  OUTBOUND_SETTLE_SECONDS: z.coerce.number().int().min(0).optional(),
  /** How long a request that writes may take. After that its outcome is unknown, and its slot is free. */
  OUTBOUND_WRITE_TIMEOUT_SECONDS: count(30),
  /** Time from an unknown outcome to the first repetition of the request. It doubles with each repetition. */
  OUTBOUND_REPLAY_SECONDS: count(5),
  OUTBOUND_REPLAY_MAX_SECONDS: count(300),
  /** Most targets of one tenant that are pending or being sent. Beyond it the response is 429. */
  OUTBOUND_OPEN_PER_TENANT: count(200_000),
  /** Most tenants whose number of open targets a process caches. The least recently used one is replaced. */
  OUTBOUND_BACKLOGS_REMEMBERED: count(10_000),
  /** How long a process caches the number of open targets of a tenant. */
  OUTBOUND_BACKLOG_COUNTED_MS: count(1_000),
  /** New work of a tenant with more open targets than this is sent by the job `push-bulk`. */
  OUTBOUND_BULK_ABOVE: count(1_000),
  /** Most batches of one tenant in one claim. */
  OUTBOUND_PLAN_BATCH: count(4),
  /** Items and parts of items, such as ticket types, that are planned in one transaction. Other work waits meanwhile. */
  OUTBOUND_PLAN_STEP: count(100),
  /** Rest between two such steps, percent of the time that the one before took: a large push is planned beside other work. */
  OUTBOUND_PLAN_REST_PERCENT: orZero(100),
  /** Most targets of one tenant in one claim. */
  OUTBOUND_CLAIM_BATCH: count(50),
  /** Most requests of one claim that are sent to one integration at the same time. */
  OUTBOUND_SENDS_AT_ONCE: count(10),
  /** Most requests of one claim that are stored and wait for the rate of the account at the same time. */
  OUTBOUND_STORED_AHEAD: count(3),
  /** Most slots of one process that send to accounts of the same provider. */
  OUTBOUND_SLOTS_PER_PROVIDER: count(2),
  /** How long a claim waits for its integration's slot before it is handed back. */
  OUTBOUND_SLOT_PATIENCE_MS: count(200),
  /** How long a claim that was handed back waits until it is due again. */
  OUTBOUND_SLOT_PAUSE_SECONDS: count(2),
  /** Requests in a row whose outcome is unknown, after which the rest of a claim is handed back. */
  OUTBOUND_UNKNOWN_IN_A_ROW: count(3),
  /** While the circuit of an account is open, a few of its targets look so often whether it has closed. */
  OUTBOUND_CIRCUIT_CHECK_SECONDS: count(15),
  /** How often what is open in all tenants is counted, and what waits is reported. */
  OUTBOUND_STATE_SECONDS: count(30),
  /** A target that waits for another one is reported after this time. */
  OUTBOUND_WAIT_REPORTED_SECONDS: count(3_600),
  /** A target that waits for something which is cured at the provider is looked at again so often. */
  OUTBOUND_RECHECK_SECONDS: count(3_600),
  /** Of targets of one kind that an account holds for the same reason, so many are looked at in that time. */
  OUTBOUND_RECHECK_PROBES: count(20),
  /** How long the exact bytes of a request are kept after it has ended, days. */
  OUTBOUND_REQUEST_RETENTION_DAYS: count(30),
  /** How long the batches of the intake routes are kept, days. */
  OUTBOUND_BATCH_RETENTION_DAYS: count(90),
  /** How often contacts are looked for that are to be erased. */
  OUTBOUND_ERASE_SECONDS: count(60),
  /**
   * A contact is erased only once no request for it is open. A request that is open for longer than this is given up, and its
   * account is told to erase the contact when it can be.
   */
  OUTBOUND_ERASE_HELD_SECONDS: count(604_800),
  /** After a provider answers again, everything that waited for it is due within this time. */
  OUTBOUND_RELEASE_SECONDS: count(30),
  /** Most requests of a target that its page lists. */
  OUTBOUND_OPERATIONS_LISTED: count(50),
  /** Most targets that the page of a batch lists. Its counts include all of them. */
  OUTBOUND_BATCH_TARGETS: count(5_000),
  /** Time between two looks at a batch whose progress is streamed. */
  OUTBOUND_PROGRESS_MS: count(500),
  /** Most targets that one call sends again. */
  OUTBOUND_REPLAY_MAX: count(10_000),
  /** Most rows that one step of such a call reads. */
  OUTBOUND_REPLAY_STEP: count(5_000),
  /** Most targets whose requests one dry run shows. */
  OUTBOUND_DRY_RUN_TARGETS: count(1_000),
  /** How long a dry run may ask providers. */
  OUTBOUND_DRY_RUN_MS: count(20_000),
  /** Most items that one preview of a rule looks at. */
  OUTBOUND_PREVIEW_ITEMS: count(20_000),
  /** Targets that one step of such a preview aims at. They are locked meanwhile. */
  OUTBOUND_PREVIEW_STEP: count(100),
  /** Items that one step of an import, or of pushing again, handles. */
  OUTBOUND_STEP_ITEMS: count(500),
  /** How long a preview of a rule may take. */
  OUTBOUND_PREVIEW_MS: count(20_000),
  /** Largest NDJSON body of an import, bytes. */
  IMPORT_MAX_BODY_BYTES: count(16_777_216),
  /** Largest line of an import, bytes. */
  IMPORT_MAX_LINE_BYTES: count(262_144),
  /** Most lines of an import. Reading a line that cannot be used costs far more than its bytes. */
  IMPORT_MAX_LINES: count(100_000),
  /** A step of an import ends with the line that reaches this, bytes: other callers wait while its lines are parsed. */
  IMPORT_STEP_BYTES: count(1_048_576),
  /** Most rows that the answer of an import names as rejected. All of them are counted. */
  IMPORT_REJECTED_LISTED: count(100),
};
