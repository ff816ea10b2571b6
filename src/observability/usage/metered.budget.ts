import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { BackgroundLoop } from '../../common/background.loop.js';
import { Clock } from '../../common/clock.js';
import { warningStep } from '../../common/warning.steps.js';
import { Metrics } from '../metrics.js';
import { MonthlyUsage } from './monthly.usage.js';

/** A budget of a month changes slowly, so it is checked rarely. */
const LOOK_MS = 300_000;

/** A step of a budget that was reached. */
export interface BudgetStep {
  provider: string;
  calls: number;
  limit: number;
}

/**
 * Watches calls that a provider limits per month for the whole application. They are shown as a metric and warned
 * about, not refused: the provider itself does that. Processes with the scheduler role check them, and warn once per
 * month and step.
 */
@Injectable()
export class MeteredBudget implements OnModuleDestroy {
  private readonly logger = new Logger(MeteredBudget.name);
  private readonly limits = new Map<string, number>();
  /** Key: provider and month. Value: the highest step that was warned about. */
  private readonly warned = new Map<string, number>();
  private readonly listeners: ((step: BudgetStep) => Promise<void>)[] = [];
  private readonly loop = new BackgroundLoop({ name: 'monthly-calls', everyMs: LOOK_MS }, () => this.look());

  constructor(
    private readonly usage: MonthlyUsage,
    private readonly metrics: Metrics,
    private readonly clock: Clock,
  ) {}

  watch(provider: string, monthlyLimit: number): void {
    this.limits.set(provider, monthlyLimit);
  }

  /** Calls `listener` when a step is reached, and again if it fails. Each process with the scheduler role calls its own. */
  onStep(listener: (step: BudgetStep) => Promise<void>): void {
    this.listeners.push(listener);
  }

  /** Checks from now on, until the process stops. */
  start(): void {
    this.loop.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }

  async look(): Promise<void> {
    const day = new Date(this.clock.now()).toISOString().slice(0, 10);
    for (const [provider, limit] of this.limits) {
      try {
        await this.report(provider, day.slice(0, 7), limit, await this.usage.calls(provider, day));
      } catch (error) {
        this.logger.warn(`Monthly calls to ${provider} could not be counted or reported: ${(error as Error).message}`);
      }
    }
  }

  private async report(provider: string, month: string, limit: number, calls: number): Promise<void> {
    this.metrics.monthlyCalls.set({ provider }, calls / limit);
    const key = `${provider} ${month}`;
    const step = warningStep(calls, limit);
    if (step <= (this.warned.get(key) ?? 0)) return;
    this.logger.warn(`${provider}: ${calls} of ${limit} calls of ${month} are used, more than ${step} %`);
    for (const listener of this.listeners) await listener({ provider, calls, limit });
    this.warned.set(key, step);
  }
}
