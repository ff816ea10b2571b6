import type { QuickBooksSettings } from '../quickbooks.config.js';
import type { ProviderCaller } from '../../calls/provider.caller.js';
import type { ProviderCalls } from '../../calls/provider.calls.js';
import type { ProviderExchange } from '../../kit/http/provider.exchange.js';
import type { ProviderTransport } from '../../kit/http/provider.transport.js';
import type { QuickBooksAccess } from './quickbooks.access.js';
import { isTokenRefused, toProviderError } from './quickbooks.errors.js';
import { hasFault } from './quickbooks.fault.js';

const HOSTS = {
  production: 'https://quickbooks.api.intuit.com',
  sandbox: 'https://sandbox-quickbooks.api.intuit.com',
} as const;

/** Lower ones are not served any more since August 2025. */
const MINOR_VERSION = '75';

/** Of one company: https://developer.intuit.com/app/developer/qbo/docs/learn/rest-api-features#limits-and-throttles */
const CONCURRENT_REQUESTS = 10;

export interface QuickBooksRead {
  /** As it counts for the limits: `GET /v3/company/:realmId/query`. */
  operation: string;
  /** Under `/v3/company/<realmId>/`. */
  path: string;
  params?: Readonly<Record<string, string>>;
}

/**
 * The accounting API, straight over HTTP: the calls of `intuit-oauth` lose the status and Retry-After of failures,
 * and take a Fault with status 200 for a success.
 */
export class QuickBooksClient {
  private readonly transport: ProviderTransport;
  private readonly caller: ProviderCaller;

  constructor(
    private readonly settings: QuickBooksSettings,
    calls: ProviderCalls,
  ) {
    this.transport = calls.transport('quickbooks');
    this.caller = calls.caller('quickbooks', {
      perSecond: settings.ratePerSecond,
      concurrent: CONCURRENT_REQUESTS,
    });
    calls.watch('quickbooks', settings.monthlyReads);
  }

  /**
   * Makes one read, as often as it takes; once more with a new token where the first was refused.
   * @param exchange takes the answer, as QuickBooks sent it, and the count of requests
   * @throws ProviderError; the reason of the exchange's signal once it is aborted
   */
  async read(access: QuickBooksAccess, read: QuickBooksRead, exchange: ProviderExchange): Promise<void> {
    let token: string | undefined;
    const attempt = async () => {
      token = await access.token();
      await this.attempt(access, read, token, exchange);
    };
    const { realmId: account, tenantId } = access;
    const call = { account, tenantId, operation: read.operation, exchange };
    try {
      await this.caller.send(call, attempt);
    } catch (error) {
      if (token === undefined || !isTokenRefused(error, exchange)) throw error;
      if ((await access.token(token)) === token) throw error;
      await this.caller.send(call, attempt);
    }
  }

  private async attempt(
    access: QuickBooksAccess,
    { operation, path, params }: QuickBooksRead,
    token: string,
    exchange: ProviderExchange,
  ): Promise<void> {
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
    const url = this.url(access, path, params);
    try {
      await this.transport.send(exchange, { method: 'GET', url, headers });
    } catch (error) {
      exchange.signal.throwIfAborted();
      throw toProviderError(error, exchange, operation);
    }
    // An error may come with status 200, too.
    const isGood = exchange.parse() && exchange.status === 200 && !hasFault(exchange.body);
    if (!isGood) throw toProviderError(null, exchange, operation);
  }

  private url({ environment, realmId }: QuickBooksAccess, path: string, params?: QuickBooksRead['params']): URL {
    const base = this.settings.apiBaseUrl ?? HOSTS[environment];
    const url = new URL(`${base}/v3/company/${realmId}/${path}`);
    const query = new URLSearchParams({ ...params, minorversion: MINOR_VERSION });
    // `+` is a blank in a form only; here it may as well be taken for the sign of an offset.
    url.search = query.toString().replaceAll('+', '%20');
    return url;
  }
}
