import type Stripe from 'stripe';
import type { StripeSettings } from '../stripe.config.js';
import type { ProviderCalls } from '../../calls/provider.calls.js';
import { ApiClient } from '../../kit/api.client.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import type { StripeAccess } from './stripe.access.js';
import { STRIPE_FAILURES } from './stripe.failures.js';
import { StripeHttpClient } from './stripe.http.js';
import { loadStripeSdk } from './stripe.sdk.js';

/** https://docs.stripe.com/keys, https://docs.stripe.com/rate-limits */
const TEST_KEY = /^[a-z]+_test_/;

/** Accounts that are reached by a test key have lower limits. */
export const isTestKey = (apiKey: string): boolean => TEST_KEY.test(apiKey);

/** The one SDK object of the process: it costs 44 KB and 0.2 ms, so the key or account comes with each request. */
export class StripeClient {
  private readonly http: StripeHttpClient;
  private readonly live: ApiClient;
  private readonly test: ApiClient;
  private sdk?: Promise<Stripe>;

  constructor(
    private readonly settings: StripeSettings,
    calls: ProviderCalls,
  ) {
    const { ratePerSecond, testRatePerSecond, endpointRatePerSecond, timeoutMs } = settings;
    this.http = new StripeHttpClient(calls.transport('stripe', timeoutMs));
    const perOperationPerSecond = () => endpointRatePerSecond;
    const caller = (perSecond: number) => calls.caller('stripe', { perSecond, timeoutMs, perOperationPerSecond });
    this.live = new ApiClient(caller(ratePerSecond), STRIPE_FAILURES);
    this.test = new ApiClient(caller(Math.min(ratePerSecond, testRatePerSecond)), STRIPE_FAILURES);
  }

  /**
   * Makes one call, as often as it takes.
   * @param operation as Stripe counts it for its limits: `GET /v1/customers`
   * @param exchange takes the answer, as Stripe sent it, and the count of requests
   * @param invoke the call, by a resource method of the SDK
   * @throws ProviderError; the reason of the exchange's signal once it is aborted
   */
  async send(
    { apiKey, onBehalfOf, account, tenantId }: StripeAccess,
    operation: string,
    exchange: ProviderExchange,
    invoke: (stripe: Stripe, options: Stripe.RequestOptions) => PromiseLike<unknown>,
  ): Promise<void> {
    const stripe = await (this.sdk ??= loadStripeSdk(this.settings.apiBaseUrl, this.http));
    const byPlatform = onBehalfOf !== undefined;
    const api = isTestKey(apiKey) ? this.test : this.live;
    await api.send({ account, tenantId, operation, exchange, byPlatform, token: () => apiKey }, (key) => {
      const authenticator = this.http.authenticator(key, exchange);
      return invoke(stripe, byPlatform ? { authenticator, stripeAccount: onBehalfOf } : { authenticator });
    });
  }
}
