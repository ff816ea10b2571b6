import { Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { BackgroundLoop } from '../../common/background.loop.js';
import { DatabaseUnavailableError } from '../database-unavailable.error.js';
import { troubleOf } from '../database.errors.js';
import { onDatabaseFailure, reportDatabaseFailure } from '../database.failures.js';
import { isCertain, type DatabaseTrouble } from '../database.troubles.js';

/** Shortest time between two probes. A reported failure starts a probe early, but not more often than this. */
const LEAST_GAP_MS = 250;

/** `refused`: any other reason, such as a missing privilege. */
export type ProbeTrouble = DatabaseTrouble | 'refused';
export type ProbeVerdict = { up: true; latencyMs: number } | { up: false; trouble: ProbeTrouble };

export interface Probe {
  write(): Promise<void>;
  end(): Promise<void>;
}

/**
 * Knows for the whole process whether PostgreSQL accepts writes. It writes at intervals, and immediately when work
 * reports a failure. While PostgreSQL is certainly unavailable, work is refused without a further attempt.
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

  /** The result of the last write. The first caller waits for the first write. */
  async read(): Promise<ProbeVerdict> {
    return this.latest?.verdict ?? this.ask();
  }

  /** The result of a write that began after `moment` (by `performance.now()`). Concurrent callers share one write. */
  async since(moment: number): Promise<ProbeVerdict> {
    while (!this.latest || this.latest.askedAt < moment) {
      if (this.stopping) break;
      await this.ask();
    }
    return this.read();
  }

  /** The error for work that would certainly fail now. `undefined`: the work may succeed. */
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
      // The failed probe is counted like a failed statement, because hardly any statement is tried while the database is away.
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
