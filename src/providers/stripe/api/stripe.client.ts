import type Stripe from 'stripe';
import type { StripeSettings } from '../stripe.config.js';
import type { ProviderCalls } from '../../calls/provider.calls.js';
import { ApiClient } from '../../kit/api.client.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import type { StripeAccess } from './stripe.access.js';
import { STRIPE_FAILURES } from './stripe.failures.js';
import { StripeHttpClient } from './stripe.http.js';
import { loadStripeSdk } from './stripe.sdk.js';

/** The one SDK object of the process: it costs 44 KB and 0.2 ms, so the key or account comes with each request. */
export class StripeClient {
  private readonly http: StripeHttpClient;
  private readonly api;
  private sdk?: Promise<Stripe>;

  constructor(
    private readonly settings: StripeSettings,
    calls: ProviderCalls,
  ) {
    const { ratePerSecond, endpointRatePerSecond, timeoutMs } = settings;
    this.http = new StripeHttpClient(calls.transport('stripe', timeoutMs));
    const caller = calls.caller('stripe', {
      perSecond: ratePerSecond,
      timeoutMs,
      perOperationPerSecond: () => endpointRatePerSecond,
    });
    this.api = new ApiClient(caller, STRIPE_FAILURES);
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
    await this.api.send({ account, tenantId, operation, exchange, byPlatform, token: () => apiKey }, (key) => {
      const authenticator = this.http.authenticator(key, exchange);
      return invoke(stripe, byPlatform ? { authenticator, stripeAccount: onBehalfOf } : { authenticator });
    });
  }
}
