import type { ProviderCalls } from '../../calls/provider.calls.js';
import { ApiClient } from '../../kit/api.client.js';
import { StoredSender } from '../../kit/push/stored.sender.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import type { PushOutcome, StoredRequest } from '../../push.port.js';
import type { StripeAccess } from '../api/stripe.access.js';
import { isTestKey } from '../api/stripe.client.js';
import { STRIPE_FAILURES } from '../api/stripe.failures.js';
import type { StripeSettings } from '../stripe.config.js';
import { outcomeOf } from './stripe.push-errors.js';

/** `POST /v1/customers/cus_1` is limited as `POST /v1/customers/:id`. */
const OF_AN_OBJECT = /^(\/v1\/[a-z_]+)\/[^/]+$/;

/** Sends stored requests, each once. */
export class StripePushSender {
  private readonly live: StoredSender;
  private readonly test: StoredSender;

  constructor(
    private readonly settings: StripeSettings,
    calls: ProviderCalls,
  ) {
    const { ratePerSecond, testRatePerSecond, endpointRatePerSecond } = settings;
    const transport = calls.writeTransport('stripe');
    const perOperationPerSecond = () => endpointRatePerSecond;
    const sender = (perSecond: number) => {
      const caller = calls.writer('stripe', { perSecond, perOperationPerSecond });
      return new StoredSender(new ApiClient(caller, STRIPE_FAILURES), transport);
    };
    this.live = sender(ratePerSecond);
    this.test = sender(Math.min(ratePerSecond, testRatePerSecond));
  }

  /** @throws as {@link StoredSender.send} */
  async send(access: StripeAccess, _target: string, request: StoredRequest, signal: AbortSignal): Promise<PushOutcome> {
    const { account, tenantId, apiKey, onBehalfOf } = access;
    const exchange = new ProviderExchange(signal);
    const operation = `${request.method} ${request.path.replace(OF_AN_OBJECT, '$1/:id')}`;
    const byPlatform = onBehalfOf !== undefined;
    const call = { account, tenantId, operation, exchange, byPlatform, token: () => apiKey };
    const sender = isTestKey(apiKey) ? this.test : this.live;
    const sent = await sender.send(call, request, (key) => ({
      baseUrl: this.settings.apiBaseUrl,
      headers: { authorization: `Bearer ${key}`, ...(byPlatform && { 'stripe-account': onBehalfOf }) },
    }));
    return outcomeOf(sent, exchange, request);
  }
}
