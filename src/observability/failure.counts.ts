import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { onDatabaseFailure } from '../database/database.failures.js';
import { STANDARD_OUTPUT } from './log/standard.output.js';
import { Metrics } from './metrics.js';
import { Scrape } from './scrape.js';

/**
 * Counts trouble with PostgreSQL by its kind, and dropped log lines. Both happen in code that cannot import the
 * metrics.
 */
@Injectable()
export class FailureCounts implements OnModuleInit, OnModuleDestroy {
  private unsubscribe?: () => void;
  private readonly counted = { stdout: 0, stderr: 0 };

  constructor(
    private readonly metrics: Metrics,
    private readonly scrape: Scrape,
  ) {}

  onModuleInit(): void {
    this.unsubscribe = onDatabaseFailure(({ trouble }) => this.metrics.databaseFailures.inc({ trouble }));
    this.scrape.before(async () => this.countDropped());
  }

  onModuleDestroy(): void {
    this.unsubscribe?.();
  }

  private countDropped(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const { dropped } = STANDARD_OUTPUT[stream];
      this.metrics.logLinesDropped.inc({ stream }, dropped - this.counted[stream]);
      this.counted[stream] = dropped;
    }
  }
}
