import { count } from './variables.js';

/** Limits of the change feed. */
export const FEED_LIMITS = {
  /**
   * How long entries of the change feed are kept. A cursor that may not have read a removed entry is refused with 410.
   * Tombstones of records are kept for good.
   */
  FEED_RETENTION_DAYS: count(30),
  /** How often a process looks whether there are changes for the readers that wait. */
  CHANGES_POLL_MS: count(500),
  /** Most readers that wait for changes in one process. Beyond it the response is 429. */
  CHANGES_WAITING: count(1_000),
  /** Most readers of one tenant that wait for changes in one process. Beyond it the response is 429. */
  QUOTA_CHANGES_WAITING: count(50),
  /** How often the scheduler reports the changes of each integration and type as a fact. */
  CHANGES_REPORT_SECONDS: count(60),
  /** Most entries of the change feed that one report covers. The rest follows at once. */
  CHANGES_REPORT_ENTRIES: count(20_000),
};
