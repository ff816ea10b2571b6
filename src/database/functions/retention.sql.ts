import { definerSql } from './definer.sql.js';

/** More rows in one statement would keep their locks for too long. */
const LARGEST_BATCH = 10_000;

/**
 * Forces an index, whatever the statistics say: a plan that scans a table of millions of rows would exceed the
 * statement timeout.
 */
export const BY_INDEX = `SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off`;

/** Forces a scan by page from a given page on, whatever the statistics say. */
export const BY_PLACE = `SET enable_seqscan = off SET enable_indexscan = off SET enable_bitmapscan = off`;

/** If a crash of PostgreSQL loses a deletion, the next round repeats it. So no deletion waits for the disk. */
const COMMIT_LATER = `PERFORM set_config('synchronous_commit', 'off', true);`;

export const TODAY = `(now() AT TIME ZONE 'UTC')::date`;

export interface RetirementRule {
  name: string;
  unit: 'days' | 'hours' | 'seconds';
  /** Smallest age. Younger rows are never deleted, whatever the caller asks for. */
  floor: number;
}

interface SimpleRule extends RetirementRule {
  /** Deletes at most `batch` rows that are older than `kept`. Skips rows that another transaction has locked. */
  sql: string;
}

/** Refuses an age below the floor, and a batch that is too large. */
export function argumentChecks({ name, unit, floor }: RetirementRule): string {
  return `
    IF kept IS NULL OR kept < ${floor} THEN
      RAISE EXCEPTION '${name}: kept for at least ${floor} ${unit}' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF batch IS NULL OR batch NOT BETWEEN 1 AND ${LARGEST_BATCH} THEN
      RAISE EXCEPTION '${name}: 1 to ${LARGEST_BATCH} rows at a time' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    ${COMMIT_LATER}`;
}

/**
 * A function that takes an age and a number of rows, and returns the number of deleted rows. Fewer than asked means
 * that none are left.
 */
export function retirement(rule: SimpleRule): string {
  return definerSql({
    name: rule.name,
    parameters: 'kept integer, batch integer',
    returns: 'integer',
    settings: BY_INDEX,
    declare: 'removed integer;',
    body: `
    ${argumentChecks(rule)}
    ${rule.sql};
    GET DIAGNOSTICS removed = ROW_COUNT;
    RETURN removed;`,
  });
}

/** Deletes the oldest rows of one table, by the index of their age. */
export const oldRows = (table: string, age: string, condition: string, lock = 'FOR UPDATE SKIP LOCKED'): string => `
    DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM ${table} WHERE ${condition} ORDER BY ${age} LIMIT batch ${lock}))`;

export const RETENTION_FUNCTIONS_SQL: readonly string[] = [
  retirement({
    name: 'retire_idempotency_keys',
    unit: 'hours',
    floor: 1,
    sql: oldRows('idempotency_keys', 'created_at', `created_at < now() - kept * interval '1 hour'`),
  }),
  // Consents that were never completed, and codes that were never confirmed. A tenant's next consent also removes them.
  retirement({
    name: 'retire_oauth_states',
    unit: 'seconds',
    floor: 0,
    sql: oldRows('oauth_states', 'expires_at', `expires_at < now() - kept * interval '1 second'`),
  }),
  retirement({
    name: 'retire_oauth_confirmations',
    unit: 'seconds',
    floor: 0,
    sql: oldRows('oauth_confirmations', 'expires_at', `expires_at < now() - kept * interval '1 second'`),
  }),
  // A row already outlives the time window of its signature: after that, the timestamp of a repeated request is
  // refused.
  retirement({
    name: 'retire_request_replays',
    unit: 'hours',
    floor: 0,
    sql: oldRows('request_replays', 'expires_at', `expires_at < now() - kept * interval '1 hour'`),
  }),
  retirement({
    name: 'retire_audit_log',
    unit: 'days',
    floor: 400,
    // No lock: locking a row needs the right to update it, which the policy of the log refuses.
    sql: oldRows('audit_log', 'at', `at < now() - kept * interval '1 day'`, ''),
  }),
  retirement({
    name: 'retire_usage',
    unit: 'days',
    floor: 800,
    sql: oldRows('provider_usage', 'day', `day < ${TODAY} - kept`),
  }),
];
