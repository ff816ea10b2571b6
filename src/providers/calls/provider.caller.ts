import { setMaxListeners } from 'node:events';
import { sleep } from '../../common/sleep.js';
import { mayBegin } from '../../common/timed-signal.js';
import type { Limits } from '../../config/limits.config.js';
import type { ProviderExchange } from '../http/provider.exchange.js';
import {
  ProviderBudgetExhaustedError,
  ProviderNotAskedError,
  ProviderRateLimitedError,
  ProviderUnavailableError,
} from '../provider.errors.js';
import { backoff } from './backoff.js';
import { BudgetExhaustedError } from './budget/budget-exhausted.error.js';
import { callTimeout, type CallLimits } from './call.limits.js';
import type { ProviderBlocks } from './block/provider.blocks.js';
import type { CircuitBreakers } from './circuit/circuit.breakers.js';
import type { RateBudget } from './rate-budget.js';

export interface ProviderCall {
  /** The account whose limits the call counts against. */
  account: string;
  /** The tenant that the call is made for; absent: the platform itself. */
  tenantId?: string;
  /** The name under which the provider limits it, for example `GET /v1/customers`. */
  operation: string;
  /** Counts the requests and bytes. Aborting its signal ends the wait. */
  exchange: ProviderExchange;
}

export interface CallerParts {
  config: Limits;
  budget: RateBudget;
  circuits: CircuitBreakers;
  blocks: ProviderBlocks;
  /** Called after each wait for the rate limiter. */
  onWaited?: (seconds: number) => void;
  /** Called after each try for a tenant, with its requests and bytes. */
  onUsed: (tenantId: string, used: { apiCalls: number; bytes: number }) => void;
}

/**
 * Makes one call within the account's rate budget, and repeats it after a transient failure. The SDKs' own retries are
 * off: they would ignore the rate limit, the deadline and the signal.
 */
export class ProviderCaller {
  constructor(
    private readonly provider: string,
    private readonly limits: CallLimits,
    private readonly parts: CallerParts,
  ) {}

  /**
   * @param attempt one request; throws a ProviderError when it fails
   * @throws ProviderError; the reason of the exchange's signal once it is aborted
   */
  async send<T>(call: ProviderCall, attempt: () => Promise<T>): Promise<T> {
    const { config, budget, circuits, blocks } = this.parts;
    blocks.check(this.provider);
    const { signal } = call.exchange;
    // All calls of a run share one signal. Node warns of a leak from the eleventh listener on.
    setMaxListeners(0, signal);
    const { timeoutMs, circuit: own, tries = config.PROVIDER_CALL_TRIES } = this.limits;
    const circuit = circuits.of(
      this.provider,
      own ? `${call.account}:${own}` : call.account,
      callTimeout(config, timeoutMs),
    );
    // Pages of all sizes are one request to the circuit: one that is too heavy says nothing of the account.
    const request = () => (call.exchange.weight === 'given' && call.exchange.target) || call.operation;
    const limitedUntil = performance.now() + config.PROVIDER_BUDGET_PATIENCE_MS;
    for (let failures = 0; ;) {
      try {
        const value = await circuit.run(request, () => this.inBudget(call, attempt));
        void blocks.answered(this.provider);
        return value;
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof ProviderBudgetExhaustedError) await blocks.block(this.provider, error);
        if (error instanceof BudgetExhaustedError) throw error;
        if (error instanceof ProviderRateLimitedError) {
          const seconds = error.retryAfterSeconds ?? 1;
          budget.refused(this.keyOf(call, error.scope), seconds);
          if (performance.now() + seconds * 1000 > limitedUntil) throw error;
        } else {
          failures += 1;
          if (!(error instanceof ProviderUnavailableError)) throw error;
          if (error.isHeavy && call.exchange.weight === 'can_be_lighter') throw error;
          if (failures >= tries || circuit.isOpen()) throw error;
          await sleep(backoff(failures), signal);
        }
      }
    }
  }

  private async inBudget<T>(call: ProviderCall, attempt: () => Promise<T>): Promise<T> {
    const { budget } = this.parts;
    const { signal } = call.exchange;
    const { concurrent } = this.limits;
    // A call without time does not wait for the rate: the rate has not held it up.
    if (!mayBegin(signal)) throw new ProviderNotAskedError();
    const release = concurrent ? await budget.acquire(this.keyOf(call, 'account'), concurrent, signal) : undefined;
    try {
      const asked = performance.now();
      await budget.take(this.ratesOf(call), signal);
      this.parts.onWaited?.((performance.now() - asked) / 1000);
      return await this.counted(call, attempt);
    } finally {
      release?.();
    }
  }

  private async counted<T>({ tenantId, exchange }: ProviderCall, attempt: () => Promise<T>): Promise<T> {
    const { requests, bytes } = exchange;
    try {
      return await attempt();
    } finally {
      const used = { apiCalls: exchange.requests - requests, bytes: exchange.bytes - bytes };
      if (tenantId !== undefined) this.parts.onUsed(tenantId, used);
    }
  }

  private ratesOf(call: ProviderCall): Record<string, number> {
    const { perSecond, perOperationPerSecond } = this.limits;
    const ofOperation = perOperationPerSecond?.(call.operation) ?? null;
    return {
      [this.keyOf(call, 'account')]: perSecond,
      ...(ofOperation !== null && { [this.keyOf(call, 'operation')]: ofOperation }),
    };
  }

  private keyOf({ account, operation }: ProviderCall, scope: 'account' | 'operation'): string {
    return scope === 'account' ? `${this.provider}:${account}` : `${this.provider}:${account}:${operation}`;
  }
}
