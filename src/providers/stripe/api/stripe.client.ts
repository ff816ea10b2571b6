import type Stripe from 'stripe';
import type { StripeSettings } from '../stripe.config.js';
import type { ProviderCaller } from '../../calls/provider.caller.js';
import type { ProviderCalls } from '../../calls/provider.calls.js';
import type { ProviderExchange } from '../../kit/http/provider.exchange.js';
import type { StripeAccess } from './stripe.access.js';
import { toProviderError } from './stripe.errors.js';
import { StripeHttpClient } from './stripe.http.js';
import { loadStripeSdk } from './stripe.sdk.js';

/** The one SDK object of the process: it costs 44 KB and 0.2 ms, so the key or account comes with each request. */
export class StripeClient {
  private readonly http: StripeHttpClient;
  private readonly caller: ProviderCaller;
  private sdk?: Promise<Stripe>;

  constructor(
    private readonly settings: StripeSettings,
    calls: ProviderCalls,
  ) {
    const { ratePerSecond, endpointRatePerSecond } = settings;
    this.http = new StripeHttpClient(calls.transport('stripe'));
    this.caller = calls.caller('stripe', {
      perSecond: ratePerSecond,
      perOperationPerSecond: () => endpointRatePerSecond,
    });
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
    exchange: ProviderExchange,
    invoke: (stripe: Stripe, options: Stripe.RequestOptions) => PromiseLike<unknown>,
  ): Promise<void> {
    const stripe = await (this.sdk ??= loadStripeSdk(this.settings.apiBaseUrl, this.http));
    const { account, tenantId } = access;
    await this.caller.send({ account, tenantId, operation, exchange }, () =>
      this.attempt(access, operation, exchange, (options) => invoke(stripe, options)),
    );
  }

  private async attempt(
    { apiKey, onBehalfOf }: StripeAccess,
    operation: string,
    exchange: ProviderExchange,
    invoke: (options: Stripe.RequestOptions) => PromiseLike<unknown>,
  ): Promise<void> {
    const authenticator = this.http.authenticator(apiKey, exchange);
    try {
      await invoke(onBehalfOf ? { authenticator, stripeAccount: onBehalfOf } : { authenticator });
    } catch (error) {
      exchange.signal.throwIfAborted();
      throw toProviderError(transportCause(error), exchange, { operation, onBehalfOf });
    }
    // To the SDK, any JSON without an `error` is a success, be it a proxy's 404.
    if (exchange.status !== 200) throw toProviderError(null, exchange, { operation, onBehalfOf });
  }
}

/** The SDK wraps what the network client has thrown. */
function transportCause(error: unknown): unknown {
  const detail = (error as { detail?: unknown } | null)?.detail;
  return detail instanceof Error ? detail : error;
}
