import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { DONE, JobHandlers, type JobOutcome } from '../../queues/job.handlers.js';
import { BodyPartitions } from './body.partitions.js';
import { RetentionRules, type RetentionRule } from './retention.rules.js';

/** How many rows of each kind went, and how many partitions came and went. */
export type CleanupCounts = Record<string, number>;

/** The queue has other work: what is left after this long is left for the next hour. */
const BUDGET_MS = 120_000;
/** Between two batches, so that retention never has the database to itself. */
const PAUSE_MS = 20;

/** Retires what is older than its retention, in small steps. */
@Injectable()
export class Cleanup implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(Cleanup.name);
  private current?: Promise<CleanupCounts>;
  private stopping = false;

  constructor(
    private readonly rules: RetentionRules,
    private readonly partitions: BodyPartitions,
    private readonly handlers: JobHandlers,
  ) {}

  onModuleInit(): void {
    this.handlers.register('cleanup', () => this.handle());
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await this.current?.catch(() => undefined);
  }

  /** One at a time in each process; whoever comes second waits for the first. */
  run(): Promise<CleanupCounts> {
    return (this.current ??= this.cleanUp().finally(() => (this.current = undefined)));
  }

  private async handle(): Promise<JobOutcome> {
    try {
      await this.run();
      return DONE;
    } catch (error) {
      return { kind: 'retry', error };
    }
  }

  private async cleanUp(): Promise<CleanupCounts> {
    const deadline = performance.now() + BUDGET_MS;
    const counts: CleanupCounts = { partitionsCreated: await this.partitions.createAhead() };
    for (const rule of this.rules.all()) counts[rule.name] = await this.apply(rule, deadline);
    counts.partitionsDropped = this.stopping ? 0 : await this.partitions.dropExpired();
    this.logger.log(
      `Cleanup: ${Object.entries(counts)
        .map(([name, count]) => `${name} ${count}`)
        .join(', ')}`,
    );
    return counts;
  }

  private async apply({ name, batch, remove }: RetentionRule, deadline: number): Promise<number> {
    let total = 0;
    while (!this.stopping) {
      const removed = await remove(batch);
      total += removed;
      if (removed < batch) break;
      if (performance.now() > deadline) {
        this.logger.log(`${name}: more is left for the next cleanup`);
        break;
      }
      await sleep(PAUSE_MS);
    }
    return total;
  }
}
