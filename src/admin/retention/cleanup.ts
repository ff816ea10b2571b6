import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Dispatcher } from '../../work/dispatcher.js';
import { DONE, type JobOutcome } from '../../work/job.outcome.js';
import { WorkRegistry } from '../../work/work.registry.js';
import { RetentionRules } from './retention.rules.js';
import { RetentionRunner, type RuleResult } from './retention.runner.js';

/** What became of each rule, by its name. */
export type CleanupResults = Record<string, RuleResult>;

/** How often schedulers ask for one. Jobs that continue each other end by then, or each hour would add to them. */
export const CLEANUP_EVERY_MS = 3_600_000;

/** How soon what is left is continued where Redis does not take the job. */
const CONTINUE_MS = 1_000;

/** Retires what is older than its retention, in small steps: each rule within its own budget, until nothing is left. */
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
   * One at a time in each process; a second caller waits for the first.
   * @param since when the first of those that continue one another began, in ms since the epoch
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

  /** As a new job, behind the work that waits in its queue. */
  private async goOn(since: number): Promise<void> {
    if ((await this.dispatcher.send([{ job: 'cleanup', payload: { since } }])) > 0 || this.stopping) return;
    this.logger.log('Redis takes no job; the cleanup is continued here');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.run(since), CONTINUE_MS);
    this.timer.unref();
  }
}
