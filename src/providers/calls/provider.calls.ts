import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { Metrics } from '../../observability/metrics.js';
import { ProviderTransport } from '../http/provider.transport.js';
import type { CallLimits } from './call.limits.js';
import type { MeteredBudget } from './metered.budget.js';
import { MonthlyMeter } from './monthly.meter.js';
import { ProviderCaller } from './provider.caller.js';
import { RateBudget } from './rate-budget.js';

/** What every provider needs to call its API; the provider brings its name and its limits. */
@Injectable()
export class ProviderCalls {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly budget: RateBudget,
    private readonly metrics: Metrics,
  ) {}

  transport(provider: string): ProviderTransport {
    return new ProviderTransport(provider, this.config.limits.PROVIDER_TIMEOUT_MS, this.metrics);
  }

  caller(provider: string, limits: CallLimits): ProviderCaller {
    return new ProviderCaller(provider, limits, this.config.limits, this.budget);
  }

  /** @param monthly what the whole application may spend in a month */
  metered(provider: string, monthly: number): MeteredBudget {
    return new MonthlyMeter(provider, monthly, this.metrics.meteredShare);
  }

  /** Waits for a turn of a call that is made once, and counts in no account: redeeming a code, renewing a token. */
  turn(lane: string, perSecond: number, signal: AbortSignal): Promise<void> {
    return this.budget.take({ [lane]: perSecond }, signal);
  }
}
