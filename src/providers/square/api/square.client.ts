import type { SquareClient as Sdk } from 'square';
import type { SquareSettings } from '../square.config.js';
import type { ProviderCalls } from '../../calls/provider.calls.js';
import { ApiClient } from '../../kit/api.client.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import type { ProviderTransport } from '../../http/provider.transport.js';
import type { SquareAccess } from './square.access.js';
import { SQUARE_FAILURES } from './square.failures.js';
import { squareHost } from './square.hosts.js';
import { SquareHttpClient } from './square.http.js';
import { loadSquareSdk, type SquareSdk } from './square.sdk.js';

export type SquareInvoke = (square: Sdk) => PromiseLike<unknown>;

/** Calls Square's API through its SDK, which is loaded once and holds no tenant's state. */
export class SquareClient {
  private readonly transport: ProviderTransport;
  private readonly api;
  private sdk?: Promise<SquareSdk>;

  constructor(
    private readonly settings: SquareSettings,
    calls: ProviderCalls,
  ) {
    this.transport = calls.transport('square', settings.timeoutMs);
    const caller = calls.caller('square', { perSecond: settings.ratePerSecond, timeoutMs: settings.timeoutMs });
    this.api = new ApiClient(caller, SQUARE_FAILURES);
  }

  /**
   * Makes one call, as often as it takes.
   * @param operation such as `GET /v2/payments`
   * @param exchange takes the answer, as Square sent it, and the count of requests
   * @param invoke the call, by a resource method of the SDK; what it resolves to is empty
   * @throws ProviderError; the reason of the exchange's signal once it is aborted
   */
  async send(access: SquareAccess, operation: string, exchange: ProviderExchange, invoke: SquareInvoke): Promise<void> {
    const sdk = await (this.sdk ??= loadSquareSdk());
    const { account, tenantId, environment, token } = access;
    await this.api.send({ account, tenantId, operation, exchange, token }, (current) => {
      const http = new SquareHttpClient(this.transport, exchange);
      return invoke(sdk(current, squareHost(this.settings, environment), http.fetch));
    });
  }
}
