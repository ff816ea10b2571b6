import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { Metrics } from '../../observability/metrics.js';
import { RULE_NAMES, type RetentionRule, type RuleName } from './retention.rule.js';

/** `more`: the budget ended before the work. `stopped`: the process is stopping. */
const OUTCOMES = ['done', 'more', 'stopped', 'failed'] as const;
type Outcome = (typeof OUTCOMES)[number];

export interface RuleResult {
  removed: number;
  outcome: Outcome;
  /** The error of a failed rule. */
  error?: unknown;
}

const OUTCOME_TEXT = { done: 'nothing is left', more: 'more is left', stopped: 'the process stops' } as const;

/** Runs one rule within its budget, and logs and counts the result. */
@Injectable()
export class RetentionRunner {
  private readonly logger = new Logger('Retention');

  constructor(
    private readonly metrics: Metrics,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    for (const rule of RULE_NAMES) {
      this.metrics.retentionRows.inc({ rule }, 0);
      for (const outcome of OUTCOMES) this.metrics.retentionRuns.inc({ rule, outcome }, 0);
    }
  }

  /** Never throws: a rule that fails must not prevent the next rules. */
  async run(rule: RetentionRule, isStopping: () => boolean): Promise<RuleResult> {
    const began = performance.now();
    const count = (removed: number) => {
      result.removed += removed;
      this.metrics.retentionRows.inc({ rule: rule.name }, removed);
    };
    const result: RuleResult = { removed: 0, outcome: 'done' };
    try {
      result.outcome = await this.follow(rule, began + this.config.limits.RETENTION_RULE_BUDGET_MS, {
        count,
        isStopping,
      });
    } catch (error) {
      result.outcome = 'failed';
      result.error = error;
    }
    this.report(rule.name, result, (performance.now() - began) / 1_000);
    return result;
  }

  /**
   * Pauses after each step for at least as long as the step took, so retention uses at most half of the database's
   * time.
   */
  private async follow(
    rule: RetentionRule,
    deadline: number,
    { count, isStopping }: { count(removed: number): void; isStopping(): boolean },
  ): Promise<Outcome> {
    const steps = rule.steps();
    for (;;) {
      if (isStopping()) return 'stopped';
      const began = performance.now();
      const step = await steps.next();
      if (step.done) return 'done';
      count(step.value);
      const ended = performance.now();
      const isUnpaced = rule.isReadingUnpaced && step.value === 0;
      const pauseMs = isUnpaced ? 0 : Math.max(this.config.limits.RETENTION_PAUSE_MS, ended - began);
      if (ended + pauseMs >= deadline) return 'more';
      if (!isUnpaced) await sleep(pauseMs);
    }
  }

  private report(rule: RuleName, { removed, outcome, error }: RuleResult, seconds: number): void {
    this.metrics.retentionRuns.inc({ rule, outcome });
    this.metrics.retentionSeconds.set({ rule }, seconds);
    if (outcome === 'done') this.metrics.retentionDone.set({ rule }, Math.floor(Date.now() / 1_000));
    const text = `${rule}: ${removed} removed in ${seconds.toFixed(1)} s`;
    if (outcome === 'failed') this.logger.warn(`${text}, then failed: ${(error as Error).message}`);
    else this.logger.log(`${text}, ${OUTCOME_TEXT[outcome]}`);
  }
}
