import { z } from 'zod';
import { atLeast, count, orZero } from './variables.js';

/** How long stored data is kept, and how the database is looked after. */
export const UPKEEP_LIMITS = {
  /**
   * How long finished webhook events are kept. Their dedupe keys are kept as long, so duplicates are recognised. Bodies
   * of dead events are kept as long; bodies of open events are kept until the event is finished.
   */
  INBOX_RETENTION_DAYS: count(90),
  /** How long bodies of done and ignored webhook events are kept. An event without its body cannot be replayed. */
  INBOX_BODY_RETENTION_DAYS: count(30),
  RUN_RETENTION_DAYS: count(90),
  /** How often the scheduler requests stripping of stored data, while some may be left to strip. */
  STRIPPING_INTERVAL_MS: count(30_000),
  /** How long one stripping job may take. Its queue has other work. */
  STRIPPING_JOB_MS: count(10_000),
  /**
   * Time from the first to the second pass of stripping. By then the processes of the former version must have ended.
   */
  STRIPPING_SECOND_PASS_SECONDS: count(3_600),
  IDEMPOTENCY_KEY_HOURS: count(24),
  /** How long the audit log is kept. The database refuses a shorter time. */
  AUDIT_RETENTION_DAYS: atLeast(400),
  /** How long usage of providers is kept. The database refuses a shorter time. */
  USAGE_RETENTION_DAYS: atLeast(800),
  /** How often a scheduler looks for a table that has outgrown PostgreSQL's statistics. PostgreSQL itself looks once a minute. */
  STATISTICS_CHECK_MS: count(1_000),
  /** A table has outgrown its statistics when it has twice the rows that they know, and so many besides. */
  STATISTICS_LEAST_ROWS: count(500),
  /** How long one retention rule may run at a time. The rest continues after the other rules have run. */
  RETENTION_RULE_BUDGET_MS: count(30_000),
  /** Most rows that one retention transaction examines. */
  RETENTION_BATCH_ROWS: z.coerce.number().int().min(1).max(10_000).default(1_000),
  /** Shortest pause between two retention transactions. A pause is at least as long as the previous transaction. */
  RETENTION_PAUSE_MS: orZero(20),
};
