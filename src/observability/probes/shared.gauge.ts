import type { TenantCrossing } from '../../database/tenant-crossing.js';
import type { Transaction } from '../../database/transaction.js';

/** How long a value counts, for all processes together. */
const FRESH_MS = 2_000;
/** What takes longer is computed less often, so that it costs one connection at most a twentieth of its time. */
const PAUSE_TIMES = 20;
/** While another process computes it again, the last value still counts: for so many times as long. */
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
 * A value about all tenants that one process computes and all others read. A value is computed only when it is asked for: the
 * first to find it out of date computes it, under an advisory lock. It is no older than `freshMs`, or than twenty times what it
 * takes; three times as much while it is being computed again.
 */
export class SharedGauge<T> {
  constructor(
    private readonly name: string,
    private readonly crossing: TenantCrossing,
    private readonly compute: (tx: Transaction) => Promise<T>,
    private readonly freshMs = FRESH_MS,
  ) {}

  /** @throws Error when it is not known, and another process is just computing it */
  read(): Promise<T> {
    return this.crossing.transaction(async (tx) => {
      const stored = await this.stored(tx);
      if (stored && this.isWithin(1, stored)) return stored.value;
      const lock = await tx.row<{ mine: boolean }>(LOCK_SQL, [this.name]);
      if (lock?.mine) {
        // Another process may have ended computing it since it was read.
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

  /** Whether it is no older than so many times as long as it counts. */
  private isWithin(times: number, { ageMs, tookMs }: StoredValue<T>): boolean {
    return ageMs <= times * Math.max(this.freshMs, PAUSE_TIMES * tookMs);
  }
}
