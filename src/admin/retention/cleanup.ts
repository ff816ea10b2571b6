import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Dispatcher } from '../../work/dispatcher.js';
import { DONE, type JobOutcome } from '../../work/job.outcome.js';
import { WorkRegistry } from '../../work/work.registry.js';
import { RetentionRules } from './retention.rules.js';
import { RetentionRunner, type RuleResult } from './retention.runner.js';

/** The result of each rule, by its name. */
export type CleanupResults = Record<string, RuleResult>;

/**
 * How often schedulers request a cleanup. A chain of jobs that continue each other ends within this time, so chains do not overlap.
 */
export const CLEANUP_EVERY_MS = 3_600_000;

/** Delay before this process continues a cleanup whose job Redis does not accept. */
const CONTINUE_MS = 1_000;

/**
 * Deletes data that is older than its retention, in small steps. Each rule has its own budget. Runs repeat until
 * nothing is left.
 */
@Injectable()
export class Cleanup implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(Cleanup.name);
  private current?: Promise<CleanupResults>;
  private timer?: NodeJS.Timeout;
  private stopping = false;

  constructor(
    private readonly rules: RetentionRules,
    private readonly runner: RetentionRunner,
    private readonly registry: WorkRegistry,
    private readonly dispatcher: Dispatcher,
  ) {}

  onModuleInit(): void {
    this.registry.registerJob<{ since?: number }>({
      name: 'cleanup',
      queue: 'low',
      handle: ({ since }) => this.handle(since),
    });
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    await this.current;
  }

  /**
   * Runs once at a time in each process. A second caller waits for the first run.
   * @param since when the first of the jobs that continue each other began, in ms since the epoch
   */
  run(since = Date.now()): Promise<CleanupResults> {
    return (this.current ??= this.cleanUp(since).finally(() => (this.current = undefined)));
  }

  private async handle(since?: number): Promise<JobOutcome> {
    const failed = Object.values(await this.run(since)).find(({ outcome }) => outcome === 'failed');
    return failed ? { kind: 'retry', error: failed.error } : DONE;
  }

  private async cleanUp(since: number): Promise<CleanupResults> {
    const results: CleanupResults = {};
    for (const rule of this.rules.all()) results[rule.name] = await this.runner.run(rule, () => this.stopping);
    const isMoreLeft = Object.values(results).some(({ outcome }) => outcome === 'more');
    if (isMoreLeft && !this.stopping && Date.now() < since + CLEANUP_EVERY_MS) await this.goOn(since);
    return results;
  }

  /** Continues as a new job, behind the work that waits in the same queue. */
  private async goOn(since: number): Promise<void> {
    if ((await this.dispatcher.send([{ job: 'cleanup', payload: { since } }])) > 0 || this.stopping) return;
    this.logger.log('Redis is unavailable. This process continues the cleanup');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.run(since), CONTINUE_MS);
    this.timer.unref();
  }
}
