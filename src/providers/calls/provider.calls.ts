import { Inject, Injectable, Optional } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { Metrics } from '../../observability/metrics.js';
import { MeteredBudget } from '../../observability/usage/metered.budget.js';
import { UsageMeter } from '../../observability/usage/usage.meter.js';
import { ProviderTransport } from '../http/provider.transport.js';
import { userAgent } from '../http/user-agent.js';
import { ProviderBlocks } from './block/provider.blocks.js';
import { callTimeout, type CallLimits } from './call.limits.js';
import { CircuitBreakers } from './circuit/circuit.breakers.js';
import { ProviderCaller } from './provider.caller.js';
import { RateBudget } from './rate-budget.js';

/**
 * Everything that a provider needs to call its API. The provider brings its name and its limits.
 * @example new ProviderCalls(config, new RateBudget(), new Metrics()) // for one process, without usage counts
 */
@Injectable()
export class ProviderCalls {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly budget: RateBudget,
    private readonly metrics: Metrics,
    @Optional() private readonly circuits: CircuitBreakers = new CircuitBreakers(config.limits),
    @Optional()
    private readonly blocks: ProviderBlocks = new ProviderBlocks(config.limits.PROVIDER_BLOCK_RECHECK_SECONDS),
    @Optional() private readonly usage?: UsageMeter,
    @Optional() private readonly metered?: MeteredBudget,
  ) {}

  /** @param timeoutMs of one call; absent: 30 s */
  transport(provider: string, timeoutMs?: number): ProviderTransport {
    const { limits, contact } = this.config;
    return new ProviderTransport(provider, this.metrics, {
      timeoutMs: callTimeout(limits, timeoutMs),
      mostBytes: limits.PROVIDER_MAX_ANSWER_BYTES,
      userAgent: userAgent(contact),
    });
  }

  caller(provider: string, limits: CallLimits): ProviderCaller {
    const { budget, circuits, blocks, usage, metrics } = this;
    return new ProviderCaller(provider, limits, {
      config: this.config.limits,
      budget,
      circuits,
      blocks,
      onWaited: (seconds) => metrics.providerBudgetWait.observe({ provider }, seconds),
      onUsed: (tenantId, used) => usage?.add(tenantId, provider, used),
    });
  }

  /** For requests that write: an answer is waited for as long as a write may take, whatever is usual for the provider. */
  writeTransport(provider: string): ProviderTransport {
    const { limits, contact } = this.config;
    return new ProviderTransport(provider, this.metrics, {
      timeoutMs: limits.OUTBOUND_WRITE_TIMEOUT_SECONDS * 1000,
      mostBytes: limits.PROVIDER_MAX_ANSWER_BYTES,
      userAgent: userAgent(contact),
    });
  }

  /**
   * As {@link caller}, for requests that write. They count in the same rates. What may have been taken is not made again,
   * and a series of failed writes does not open the circuit of the reads.
   */
  writer(provider: string, limits: CallLimits): ProviderCaller {
    const timeoutMs = this.config.limits.OUTBOUND_WRITE_TIMEOUT_SECONDS * 1000;
    return this.caller(provider, { ...limits, timeoutMs, tries: 1, circuit: 'writes' });
  }

  /**
   * Waits for the rate limiter before a call that belongs to no account and is not repeated: redeeming a code,
   * refreshing a token.
   * @throws ProviderRateLimitedError when there is no capacity within a few seconds
   */
  waitForRate(key: string, perSecond: number, signal: AbortSignal): Promise<void> {
    return this.budget.take({ [key]: perSecond }, signal);
  }

  /** Warns when the calls of all tenants in a month come near the provider's limit, or exceed it. */
  watch(provider: string, monthlyLimit: number): void {
    this.metered?.watch(provider, monthlyLimit);
  }
}
