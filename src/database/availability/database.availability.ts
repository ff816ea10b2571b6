import { Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { BackgroundLoop } from '../../common/background.loop.js';
import { DatabaseUnavailableError } from '../database-unavailable.error.js';
import { troubleOf } from '../database.errors.js';
import { onDatabaseFailure, reportDatabaseFailure } from '../database.failures.js';
import { isCertain, type DatabaseTrouble } from '../database.troubles.js';

/** A failure elsewhere asks the probe before its time, but no more often than this. */
const LEAST_GAP_MS = 250;

/** `refused`: for a reason that no list names, such as a missing privilege. */
export type ProbeTrouble = DatabaseTrouble | 'refused';
export type ProbeVerdict = { up: true; latencyMs: number } | { up: false; trouble: ProbeTrouble };

export interface Probe {
  write(): Promise<void>;
  end(): Promise<void>;
}

/**
 * Whether PostgreSQL takes writes, decided once for the process: by a write at intervals, and by one at once when work
 * reports a failure. While it certainly does not, work is refused without asking again.
 */
export class DatabaseAvailability implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('Database');
  private latest?: { verdict: ProbeVerdict; askedAt: number };
  private question?: Promise<ProbeVerdict>;
  private downSince?: number;
  private readonly loop: BackgroundLoop;
  private unsubscribe?: () => void;
  private stopping = false;

  constructor(
    private readonly probe: Probe,
    intervalMs: number,
  ) {
    const interval = { everyMs: intervalMs, firstMs: intervalMs };
    this.loop = new BackgroundLoop({ name: 'database-probe', ...interval }, async () => void (await this.ask()));
  }

  onModuleInit(): void {
    this.unsubscribe = onDatabaseFailure(() => this.suspect());
    this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    this.unsubscribe?.();
    await this.loop.stop();
    await this.question;
    await this.probe.end();
  }

  /** What the last write came to; the first caller waits for the first write. */
  async read(): Promise<ProbeVerdict> {
    return this.latest?.verdict ?? this.ask();
  }

  /** What a write came to that began after the moment, by the clock of `performance.now()`. However many ask, one is made. */
  async since(moment: number): Promise<ProbeVerdict> {
    while (!this.latest || this.latest.askedAt < moment) {
      if (this.stopping) break;
      await this.ask();
    }
    return this.read();
  }

  /** The error for work that need not be tried, because it would certainly fail; `undefined`: it may work. */
  refusal(): DatabaseUnavailableError | undefined {
    const verdict = this.latest?.verdict;
    if (!verdict || verdict.up || verdict.trouble === 'refused' || !isCertain(verdict.trouble)) return undefined;
    return new DatabaseUnavailableError(verdict.trouble);
  }

  private suspect(): void {
    const askedAt = this.latest?.askedAt ?? -Infinity;
    if (!this.question && performance.now() - askedAt >= LEAST_GAP_MS) void this.ask();
  }

  private ask(): Promise<ProbeVerdict> {
    if (this.stopping) return Promise.resolve(this.latest?.verdict ?? { up: false, trouble: 'stopping' });
    return (this.question ??= this.put().finally(() => (this.question = undefined)));
  }

  private async put(): Promise<ProbeVerdict> {
    const askedAt = performance.now();
    const verdict = await this.write(askedAt);
    this.latest = { verdict, askedAt };
    if (verdict.up) this.reportRecovery();
    return verdict;
  }

  private async write(askedAt: number): Promise<ProbeVerdict> {
    try {
      await this.probe.write();
      return { up: true, latencyMs: Math.round((performance.now() - askedAt) * 10) / 10 };
    } catch (error) {
      const known = troubleOf(error);
      // Counted like any other statement: once it is known, hardly any other one is tried.
      if (known) reportDatabaseFailure(new DatabaseUnavailableError(known, { cause: error }));
      const trouble = known ?? 'refused';
      this.downSince ??= askedAt;
      this.logger.warn(`The database is unavailable (${trouble}): ${(error as Error).message}`);
      return { up: false, trouble };
    }
  }

  private reportRecovery(): void {
    if (this.downSince === undefined) return;
    const seconds = ((performance.now() - this.downSince) / 1000).toFixed(1);
    this.downSince = undefined;
    this.logger.warn(`PostgreSQL accepts writes again after ${seconds} s`);
  }
}
