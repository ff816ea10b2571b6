import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { BackgroundLoop } from '../../common/background.loop.js';
import { Clock } from '../../common/clock.js';
import { CONFIG, type Config } from '../../config/config.js';
import { Metrics } from '../metrics.js';
import { MonthlyUsage } from './monthly.usage.js';

/** A month is long: nothing hurries. */
const LOOK_MS = 300_000;
const WARN_AT_PERCENT = [80, 90, 100];

/**
 * Watches calls that a provider counts by the month and for the whole application. Shown and warned of, not enforced:
 * the provider does that itself. Looked at by processes with the scheduler role; each warns of a step once a month.
 */
@Injectable()
export class MeteredBudget implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(MeteredBudget.name);
  private readonly limits = new Map<string, number>();
  /** Provider and month -> the highest step warned of. */
  private readonly warned = new Map<string, number>();
  private readonly loop = new BackgroundLoop({ name: 'monthly-calls', everyMs: LOOK_MS }, () => this.look());

  constructor(
    private readonly usage: MonthlyUsage,
    private readonly metrics: Metrics,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  watch(provider: string, monthlyLimit: number): void {
    this.limits.set(provider, monthlyLimit);
  }

  onModuleInit(): void {
    if (this.config.roles.includes('scheduler')) this.loop.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }

  async look(): Promise<void> {
    const day = new Date(this.clock.now()).toISOString().slice(0, 10);
    for (const [provider, limit] of this.limits) {
      try {
        this.report(provider, day.slice(0, 7), limit, await this.usage.calls(provider, day));
      } catch (error) {
        this.logger.warn(`Monthly calls to ${provider} are unknown: ${(error as Error).message}`);
      }
    }
  }

  private report(provider: string, month: string, limit: number, calls: number): void {
    this.metrics.monthlyCalls.set({ provider }, calls / limit);
    const key = `${provider} ${month}`;
    const step = WARN_AT_PERCENT.findLast((percent) => calls * 100 >= percent * limit) ?? 0;
    if (step <= (this.warned.get(key) ?? 0)) return;
    this.warned.set(key, step);
    this.logger.warn(`${provider}: ${calls} of ${limit} calls of ${month} are used, more than ${step} %`);
  }
}
