import type { ProviderCalls } from '../calls/provider.calls.js';
import { ProviderExchange } from '../http/provider.exchange.js';
import { oauthFailure, type OAuthFailureTable } from './oauth.failures.js';

/** Calls of a vendor's token endpoints, each sent once: a code works once, and so may a refresh token. */
export class OAuthClient {
  /**
   * @param key of the rate limit: `boxoffice:oauth`
   * @param perSecond requests of this key
   */
  constructor(
    private readonly calls: ProviderCalls,
    private readonly failures: OAuthFailureTable,
    private readonly key: string,
    private readonly perSecond: number,
  ) {}

  /**
   * @param request sends one request on the exchange, by an SDK or by the transport
   * @param isSettled whether another answer than a JSON object with status 200 is good: there was nothing left to do
   * @throws ProviderError; the signal's reason once it is aborted
   */
  async send(
    operation: string,
    signal: AbortSignal,
    request: (exchange: ProviderExchange) => PromiseLike<unknown>,
    isSettled: (exchange: ProviderExchange) => boolean = () => false,
  ): Promise<ProviderExchange> {
    const exchange = new ProviderExchange(signal);
    exchange.operation = operation;
    exchange.requestIdHeader = this.failures.requestIdHeader;
    await this.calls.waitForRate(this.key, this.perSecond, signal);
    let isAnswered = true;
    try {
      await request(exchange);
    } catch {
      isAnswered = false;
    }
    signal.throwIfAborted();
    const isGood = isAnswered && exchange.status === 200 && exchange.parse();
    if (isGood || (!exchange.failure && isSettled(exchange))) return exchange;
    throw oauthFailure(this.failures, exchange, operation);
  }
}
