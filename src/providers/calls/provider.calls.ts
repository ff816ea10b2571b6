import { Inject, Injectable, Optional } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { Metrics } from '../../observability/metrics.js';
import { MeteredBudget } from '../../observability/usage/metered.budget.js';
import { UsageMeter } from '../../observability/usage/usage.meter.js';
import { ProviderTransport } from '../http/provider.transport.js';
import type { CallLimits } from './call.limits.js';
import { CircuitBreakers } from './circuit/circuit.breakers.js';
import { ProviderCaller } from './provider.caller.js';
import { RateBudget } from './rate-budget.js';

/**
 * What every provider needs to call its API; the provider brings its name and its limits.
 * @example new ProviderCalls(config, new RateBudget(), new Metrics()) // of one process, and counted nowhere
 */
@Injectable()
export class ProviderCalls {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly budget: RateBudget,
    private readonly metrics: Metrics,
    @Optional() private readonly circuits: CircuitBreakers = new CircuitBreakers(config.limits),
    @Optional() private readonly usage?: UsageMeter,
    @Optional() private readonly metered?: MeteredBudget,
  ) {}

  transport(provider: string): ProviderTransport {
    return new ProviderTransport(provider, this.config.limits.PROVIDER_TIMEOUT_MS, this.metrics);
  }

  caller(provider: string, limits: CallLimits): ProviderCaller {
    const { budget, circuits, usage } = this;
    return new ProviderCaller(provider, limits, {
      config: this.config.limits,
      budget,
      circuits,
      onUsed: (tenantId, used) => usage?.add(tenantId, provider, used),
    });
  }

  /**
   * Waits for a turn of a call that is made once, and counts in no account: redeeming a code, renewing a token.
   * @throws ProviderRateLimitedError when there is none within a few seconds
   */
  turn(lane: string, perSecond: number, signal: AbortSignal): Promise<void> {
    return this.budget.take({ [lane]: perSecond }, signal);
  }

  /** Warns when the calls of a month, of all tenants together, come near the provider's limit or pass it. */
  watch(provider: string, monthlyLimit: number): void {
    this.metered?.watch(provider, monthlyLimit);
  }
}
