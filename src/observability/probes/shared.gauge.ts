import type { TenantCrossing } from '../../database/tenant-crossing.js';
import type { Transaction } from '../../database/transaction.js';

/** How long a value is fresh, for all processes together. */
const FRESH_MS = 2_000;
/**
 * A value stays fresh for this multiple of its computing time, so that computing takes at most a twentieth of one
 * connection's time.
 */
const PAUSE_TIMES = 20;
/** While another process computes a new value, the last one is used for this multiple of its fresh time. */
const STALE_TIMES = 3;
const COMPUTE_TIMEOUT_MS = 10_000;

interface StoredValue<T> {
  value: T;
  ageMs: number;
  tookMs: number;
}

const READ_SQL = `
  SELECT value, took_ms AS "tookMs", (extract(epoch FROM clock_timestamp() - computed_at) * 1000)::float8 AS "ageMs"
  FROM shared_gauges WHERE name = $1`;

const LOCK_SQL = `SELECT pg_try_advisory_xact_lock(hashtext('shared_gauges'), hashtext($1)) AS mine`;

const SAVE_SQL = `
  INSERT INTO shared_gauges (name, value, took_ms, computed_at) VALUES ($1, $2, $3, clock_timestamp())
  ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value, took_ms = EXCLUDED.took_ms, computed_at = EXCLUDED.computed_at`;

/**
 * A value about all tenants that one process computes and all others read. It is computed on demand: the first process
 * that finds it outdated computes it, under an advisory lock. A value is fresh for `freshMs`, or for twenty times its
 * computing time if that is longer. While a new one is computed, it is used for three times as long.
 */
export class SharedGauge<T> {
  constructor(
    private readonly name: string,
    private readonly crossing: TenantCrossing,
    private readonly compute: (tx: Transaction) => Promise<T>,
    private readonly freshMs = FRESH_MS,
  ) {}

  /** @throws Error when there is no usable value, and another process is just computing one */
  read(): Promise<T> {
    return this.crossing.transaction(async (tx) => {
      const stored = await this.stored(tx);
      if (stored && this.isWithin(1, stored)) return stored.value;
      const lock = await tx.row<{ mine: boolean }>(LOCK_SQL, [this.name]);
      if (lock?.mine) {
        // Another process may have stored a new value since the first read.
        const latest = await this.stored(tx);
        return latest && this.isWithin(1, latest) ? latest.value : this.computeIn(tx);
      }
      if (stored && this.isWithin(STALE_TIMES, stored)) return stored.value;
      throw new Error(`${this.name} is being computed`);
    });
  }

  private stored(tx: Transaction): Promise<StoredValue<T> | undefined> {
    return tx.row<StoredValue<T>>(READ_SQL, [this.name]);
  }

  private async computeIn(tx: Transaction): Promise<T> {
    const began = performance.now();
    await tx.execute(`SELECT set_config('statement_timeout', $1, true)`, [String(COMPUTE_TIMEOUT_MS)]);
    const value = await this.compute(tx);
    await tx.execute(SAVE_SQL, [this.name, JSON.stringify(value), Math.ceil(performance.now() - began)]);
    return value;
  }

  /** Whether the value is younger than `times` its fresh time. */
  private isWithin(times: number, { ageMs, tookMs }: StoredValue<T>): boolean {
    return ageMs <= times * Math.max(this.freshMs, PAUSE_TIMES * tookMs);
  }
}
