import { Logger } from '@nestjs/common';
import type { Gauge } from 'prom-client';
import type { MeteredBudget } from './metered.budget.js';

const WARN_AT_PERCENT = [80, 90, 100];

/** Counts what this process has spent of the budget in the calendar month (UTC). */
export class MonthlyMeter implements MeteredBudget {
  private readonly logger = new Logger(MonthlyMeter.name);
  private month = '';
  private spent = 0;

  /** @param share of the budget that is spent, 0 to 1 and beyond, by provider */
  constructor(
    private readonly provider: string,
    private readonly monthly: number,
    private readonly share: Pick<Gauge<string>, 'set'>,
    private readonly now: () => number = Date.now,
  ) {}

  count(calls: number): void {
    const month = new Date(this.now()).toISOString().slice(0, 7);
    if (month !== this.month) {
      this.month = month;
      this.spent = 0;
    }
    const before = this.spent;
    this.spent += calls;
    this.share.set({ provider: this.provider }, this.spent / this.monthly);
    const passed = WARN_AT_PERCENT.findLast((percent) => this.passes(before, percent));
    if (passed === undefined) return;
    this.logger.warn(`${passed} % of the ${this.monthly} metered ${this.provider} calls of ${month} are spent`);
  }

  private passes(before: number, percent: number): boolean {
    const mark = (this.monthly * percent) / 100;
    return before < mark && this.spent >= mark;
  }
}
