interface Timeouts {
  statementTimeoutMs: number;
  lockTimeoutMs?: number;
}

/** The settings of every connection of a pool, in the units of `pg_settings`. */
export function settingsOf({ statementTimeoutMs, lockTimeoutMs = 0 }: Timeouts): Record<string, string> {
  return {
    // A time without an offset is read as UTC, whatever time zone the server has.
    TimeZone: 'UTC',
    statement_timeout: String(statementTimeoutMs),
    lock_timeout: String(statementTimeoutMs > 0 ? lockTimeoutMs : 0),
    // A worker that is frozen inside a transaction must not keep its locks indefinitely.
    idle_in_transaction_session_timeout: String(statementTimeoutMs),
  };
}
