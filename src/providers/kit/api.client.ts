import { begin, mayBegin } from '../../common/timed-signal.js';
import type { ProviderCaller } from '../calls/provider.caller.js';
import type { FailureMapper } from './failure.mapper.js';
import type { ProviderExchange } from '../http/provider.exchange.js';
import { ProviderNotAskedError } from '../provider.errors.js';
import { withTokenRefresh, type TokenSource } from './token.refresh.js';

export interface ApiCall<T> {
  /** Names the account whose rate limit the call counts in. */
  account: string;
  /** Whose work it is; absent while the account is not connected yet. */
  tenantId?: string;
  /** As the vendor counts it for its limits: `GET /v1/customers`. */
  operation: string;
  /** Takes the answer, as the vendor sent it, and the count of requests. */
  exchange: ProviderExchange;
  token: TokenSource<T>;
  /** The token is the installation's own, and says nothing of the account. */
  byPlatform?: boolean;
}

/**
 * Calls of a vendor's API, whichever way the vendor's client sends a request: in the account's rate budget, again after
 * what passes by itself, with a refreshed token where the first is refused, and with one meaning for each failure.
 */
export class ApiClient {
  /** @param isSuccess absent: a JSON object with status 200 */
  constructor(
    private readonly caller: ProviderCaller,
    private readonly failures: Pick<FailureMapper, 'toError'> & Partial<Pick<FailureMapper, 'requestIdHeader'>>,
    private readonly isSuccess = (exchange: ProviderExchange) => exchange.status === 200 && exchange.parse(),
  ) {}

  /**
   * @param request sends one request on the call's exchange, by an SDK or by the transport
   * @throws ProviderError; the reason of the exchange's signal once it is aborted
   */
  send<T>(call: ApiCall<T>, request: (token: T) => PromiseLike<unknown>): Promise<void> {
    return withTokenRefresh(call.token, (current) =>
      this.caller.send(call, async () => {
        const token = await current();
        await this.attempt(call, () => request(token));
      }),
    );
  }

  private async attempt<T>(call: ApiCall<T>, request: () => PromiseLike<unknown>): Promise<void> {
    const { exchange, operation, byPlatform } = call;
    exchange.operation = operation;
    exchange.requestIdHeader = this.failures.requestIdHeader;
    exchange.signal.throwIfAborted();
    if (!mayBegin(exchange.signal)) throw new ProviderNotAskedError();
    begin(exchange.signal);
    let isAnswered = true;
    try {
      await request();
    } catch {
      isAnswered = false;
    }
    // An SDK may take an error for a success, or hide what the transport has thrown: the exchange knows.
    if (isAnswered && !exchange.failure && this.isSuccess(exchange)) return;
    exchange.signal.throwIfAborted();
    throw this.failures.toError(exchange, operation, byPlatform);
  }
}
