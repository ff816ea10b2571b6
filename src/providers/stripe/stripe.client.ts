import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type Stripe from 'stripe';
import type { Config } from '../../config/config.js';
import type { Metrics } from '../../observability/metrics.js';
import { ProviderRateLimitedError, ProviderUnavailableError, type ProviderError } from '../provider.errors.js';
import type { RateBudget } from '../rate-budget.js';
import type { StripeAccess } from './stripe.access.js';
import { backoff } from './stripe.backoff.js';
import { limitReason, toProviderError } from './stripe.errors.js';
import type { StripeExchange } from './stripe.exchange.js';
import { StripeHttpClient } from './stripe.http.js';
import { loadStripeSdk } from './stripe.sdk.js';

/** How long one call may wait for the rate limit before the work gives its place to other work. */
const LONGEST_LIMITED_MS = 60_000;

/**
 * The one SDK object of the process: it costs 44 KB and 0.2 ms, so the key or account comes with each request. Its
 * own retries are off, since they would ignore the rate limit, the deadline and the signal.
 */
export class StripeClient {
  private readonly http: StripeHttpClient;
  private sdk?: Promise<Stripe>;

  constructor(
    private readonly config: Config,
    private readonly budget: RateBudget,
    metrics: Metrics,
  ) {
    this.http = new StripeHttpClient(config.limits.PROVIDER_TIMEOUT_MS, metrics);
  }

  /**
   * Makes one call, as often as it takes.
   * @param operation as Stripe counts it for its limits: `GET /v1/customers`
   * @param exchange takes the answer, as Stripe sent it, and the count of requests
   * @param invoke the call, by a resource method of the SDK
   * @throws ProviderError; the reason of the exchange's signal once it is aborted
   */
  async send(
    access: StripeAccess,
    operation: string,
    exchange: StripeExchange,
    invoke: (stripe: Stripe, options: Stripe.RequestOptions) => PromiseLike<unknown>,
  ): Promise<void> {
    const { signal } = exchange;
    // A run shares its signal among all of its calls; Node warns of a leak from the eleventh listener on.
    setMaxListeners(0, signal);
    const stripe = await (this.sdk ??= loadStripeSdk(this.config.stripe.apiBaseUrl, this.http));
    const limitedUntil = performance.now() + LONGEST_LIMITED_MS;
    for (let failures = 0; ;) {
      await this.budget.take(this.lanes(access, operation), signal);
      const error = await this.attempt(access, operation, exchange, (options) => invoke(stripe, options));
      if (!error) return;
      if (error instanceof ProviderRateLimitedError) {
        const seconds = error.retryAfterSeconds ?? 1;
        this.budget.refused(lane(access, limitReason(exchange)?.startsWith('endpoint-') ? operation : null), seconds);
        if (performance.now() + seconds * 1000 > limitedUntil) throw error;
      } else {
        failures += 1;
        if (!(error instanceof ProviderUnavailableError)) throw error;
        if (failures >= this.config.limits.PROVIDER_CALL_TRIES) throw error;
        await sleep(backoff(failures), undefined, { signal }).catch(() => signal.throwIfAborted());
      }
    }
  }

  private async attempt(
    access: StripeAccess,
    operation: string,
    exchange: StripeExchange,
    invoke: (options: Stripe.RequestOptions) => PromiseLike<unknown>,
  ): Promise<ProviderError | null> {
    const { apiKey, onBehalfOf } = access;
    const authenticator = this.http.authenticator(apiKey, exchange);
    try {
      await invoke(onBehalfOf ? { authenticator, stripeAccount: onBehalfOf } : { authenticator });
      // To the SDK, any JSON without an `error` is a success, be it a proxy's 404.
      return exchange.status === 200 ? null : toProviderError(null, exchange, { operation, onBehalfOf });
    } catch (error) {
      exchange.signal.throwIfAborted();
      return toProviderError(transportCause(error), exchange, { operation, onBehalfOf });
    }
  }

  private lanes(access: StripeAccess, operation: string): Record<string, number> {
    const { STRIPE_RATE_PER_SECOND, STRIPE_ENDPOINT_RATE_PER_SECOND } = this.config.limits;
    return {
      [lane(access, null)]: STRIPE_RATE_PER_SECOND,
      [lane(access, operation)]: STRIPE_ENDPOINT_RATE_PER_SECOND,
    };
  }
}

function lane(access: StripeAccess, operation: string | null): string {
  return operation === null ? `stripe:${access.account}` : `stripe:${access.account}:${operation}`;
}

/** The SDK wraps what the network client has thrown. */
function transportCause(error: unknown): unknown {
  const detail = (error as { detail?: unknown } | null)?.detail;
  return detail instanceof Error ? detail : error;
}
