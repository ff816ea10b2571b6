/**
 * Inserts a delivery of no tenant and removes it at once, in a transaction that is then committed: what
 * refuses a delivery refuses this as well (a lock on the inbox, a full disk, a server that only reads, a commit that waits
 * for a standby). One round trip. Nothing of it stays but a dead row version. Its key is new each time, so that the probes
 * of two processes never wait for each other.
 * @param timeoutMs of each of its statements
 * @param lockTimeoutMs less than that, so that a lock is told from a server that is slow
 */
export function writeProbeSql(timeoutMs: number, lockTimeoutMs: number): string {
  return `
  BEGIN;
  SELECT set_config('statement_timeout', '${timeoutMs}', true), set_config('lock_timeout', '${lockTimeoutMs}', true);
  SAVEPOINT probe;
  SELECT count(*) FROM receive_webhook_events(ARRAY['probe'], ARRAY['probe'], ARRAY[NULL]::uuid[], ARRAY[NULL]::uuid[],
    ARRAY[gen_random_uuid()::text], ARRAY[NULL]::text[], ARRAY['probe'], ARRAY[NULL]::text[], ARRAY[NULL]::boolean[],
    ARRAY[0], ''::bytea, ARRAY[NULL]::jsonb[]);
  ROLLBACK TO SAVEPOINT probe;
  COMMIT`;
}
