import type { SquareClient as Sdk } from 'square';
import type { SquareSettings } from '../square.config.js';
import type { ProviderCaller } from '../../calls/provider.caller.js';
import type { ProviderCalls } from '../../calls/provider.calls.js';
import type { ProviderExchange } from '../../kit/http/provider.exchange.js';
import type { ProviderTransport } from '../../kit/http/provider.transport.js';
import type { SquareAccess } from './square.access.js';
import { answerOf, toProviderError } from './square.errors.js';
import { squareHost } from './square.hosts.js';
import { SquareHttpClient } from './square.http.js';
import { loadSquareSdk, type SquareSdk } from './square.sdk.js';

export type SquareInvoke = (square: Sdk) => PromiseLike<unknown>;

/** Calls Square's API through its SDK, which is loaded once and holds no tenant's state. */
export class SquareClient {
  private readonly transport: ProviderTransport;
  private readonly caller: ProviderCaller;
  private sdk?: Promise<SquareSdk>;

  constructor(
    private readonly settings: SquareSettings,
    calls: ProviderCalls,
  ) {
    this.transport = calls.transport('square');
    this.caller = calls.caller('square', { perSecond: settings.ratePerSecond });
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
    const { account, tenantId } = access;
    await this.caller.send({ account, tenantId, operation, exchange }, async () => {
      const token = await access.token();
      let http = await this.attempt(sdk, access, token, exchange, invoke);
      if (exchange.status === 401 && answerOf(exchange).shaped) {
        const renewed = await access.token(token);
        if (renewed !== token) http = await this.attempt(sdk, access, renewed, exchange, invoke);
      }
      if (exchange.status === 200 && http.readable) return;
      exchange.signal.throwIfAborted();
      throw toProviderError(http.failure, exchange, operation);
    });
  }

  private async attempt(
    sdk: SquareSdk,
    { environment }: SquareAccess,
    token: string,
    exchange: ProviderExchange,
    invoke: SquareInvoke,
  ): Promise<SquareHttpClient> {
    const http = new SquareHttpClient(this.transport, exchange);
    await invoke(sdk(token, squareHost(this.settings, environment), http.fetch));
    return http;
  }
}
