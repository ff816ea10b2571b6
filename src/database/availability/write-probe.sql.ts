/**
 * Inserts a delivery without a tenant and removes it again, in a transaction that is committed. Whatever refuses a real
 * delivery also refuses this one: a lock on the inbox, a full disk, a read-only server, a commit that waits for a
 * standby. It takes one round trip and leaves only a dead row version. The key is new each time, so that the probes of
 * two processes never wait for each other.
 * @param timeoutMs time limit of each statement
 * @param lockTimeoutMs less than `timeoutMs`, so that a lock is distinguished from a slow server
 */
export function writeProbeSql(timeoutMs: number, lockTimeoutMs: number): string {
  return `
  BEGIN;
  SELECT set_config('statement_timeout', '${timeoutMs}', true), set_config('lock_timeout', '${lockTimeoutMs}', true);
  SAVEPOINT probe;
  SELECT count(*) FROM receive_webhook_events(ARRAY['probe'], ARRAY['probe'], ARRAY[NULL]::uuid[], ARRAY[NULL]::uuid[],
    ARRAY[gen_random_uuid()::text], ARRAY[NULL]::text[], ARRAY['probe'], ARRAY[NULL]::text[], ARRAY[NULL]::boolean[],
    ARRAY[0], ''::bytea, ARRAY[NULL]::jsonb[], ARRAY[NULL]::text[],
    ARRAY[NULL]::text[]);
  ROLLBACK TO SAVEPOINT probe;
  COMMIT`;
}
