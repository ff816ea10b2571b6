import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Limits } from '../../config/limits.config.js';
import type { ProviderExchange } from '../http/provider.exchange.js';
import { ProviderRateLimitedError, ProviderUnavailableError } from '../provider.errors.js';
import { backoff } from './backoff.js';
import type { CallLimits } from './call.limits.js';
import type { RateBudget } from './rate-budget.js';

/** How long one call may wait for the rate limit before the work gives its place to other work. */
const LONGEST_LIMITED_MS = 60_000;

export interface ProviderCall {
  /** Names the account whose limits it counts in. */
  account: string;
  /** Whose work it is; absent: the platform's own. */
  tenantId?: string;
  /** As the provider counts it for its limits: `GET /v1/customers`. */
  operation: string;
  /** Takes the count of requests; its signal ends the waiting. */
  exchange: ProviderExchange;
}

/**
 * Makes one call as often as it takes: in the account's budget, again after what passes by itself. The SDKs' own
 * retries are off, since they would ignore the rate limit, the deadline and the signal.
 */
export class ProviderCaller {
  constructor(
    private readonly provider: string,
    private readonly limits: CallLimits,
    private readonly config: Limits,
    private readonly budget: RateBudget,
  ) {}

  /**
   * @param attempt one request; throws a ProviderError when it failed, whatever it knows of why
   * @throws ProviderError; the reason of the exchange's signal once it is aborted
   */
  async send<T>(call: ProviderCall, attempt: () => Promise<T>): Promise<T> {
    const { signal } = call.exchange;
    // A run shares its signal among all of its calls; Node warns of a leak from the eleventh listener on.
    setMaxListeners(0, signal);
    const limitedUntil = performance.now() + LONGEST_LIMITED_MS;
    for (let failures = 0; ;) {
      try {
        return await this.inBudget(call, attempt);
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof ProviderRateLimitedError) {
          const seconds = error.retryAfterSeconds ?? 1;
          this.budget.refused(this.lane(call, error.scope), seconds);
          if (performance.now() + seconds * 1000 > limitedUntil) throw error;
        } else {
          failures += 1;
          if (!(error instanceof ProviderUnavailableError) || failures >= this.config.PROVIDER_CALL_TRIES) throw error;
          await sleep(backoff(failures), undefined, { signal }).catch(() => signal.throwIfAborted());
        }
      }
    }
  }

  private async inBudget<T>(call: ProviderCall, attempt: () => Promise<T>): Promise<T> {
    const { signal } = call.exchange;
    const { concurrent } = this.limits;
    const leave = concurrent ? await this.budget.enter(this.lane(call, 'account'), concurrent, signal) : undefined;
    try {
      await this.budget.take(this.lanes(call), signal);
      return await attempt();
    } finally {
      leave?.();
    }
  }

  private lanes(call: ProviderCall): Record<string, number> {
    const { perSecond, perOperationPerSecond } = this.limits;
    const ofOperation = perOperationPerSecond?.(call.operation) ?? null;
    return {
      [this.lane(call, 'account')]: perSecond,
      ...(ofOperation !== null && { [this.lane(call, 'operation')]: ofOperation }),
    };
  }

  private lane({ account, operation }: ProviderCall, scope: 'account' | 'operation'): string {
    return scope === 'account' ? `${this.provider}:${account}` : `${this.provider}:${account}:${operation}`;
  }
}
