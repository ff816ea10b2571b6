import type { QuickBooksSettings } from '../quickbooks.config.js';
import type { ProviderCalls } from '../../calls/provider.calls.js';
import { ApiClient } from '../../kit/api.client.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import type { ProviderTransport } from '../../http/provider.transport.js';
import type { QuickBooksAccess } from './quickbooks.access.js';
import { QUICKBOOKS_FAILURES } from './quickbooks.failures.js';
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
  private readonly api: ApiClient;

  constructor(
    private readonly settings: QuickBooksSettings,
    calls: ProviderCalls,
  ) {
    this.transport = calls.transport('quickbooks', settings.timeoutMs);
    const caller = calls.caller('quickbooks', {
      perSecond: settings.ratePerSecond,
      timeoutMs: settings.timeoutMs,
      concurrent: CONCURRENT_REQUESTS,
    });
    this.api = new ApiClient(caller, QUICKBOOKS_FAILURES, isSuccess);
    calls.watch('quickbooks', settings.monthlyReads);
  }

  /**
   * Makes one read, as often as it takes.
   * @param exchange takes the answer, as QuickBooks sent it, and the count of requests
   * @throws ProviderError; the reason of the exchange's signal once it is aborted
   */
  read(access: QuickBooksAccess, read: QuickBooksRead, exchange: ProviderExchange): Promise<void> {
    const { realmId: account, tenantId } = access;
    const url = this.url(access, read.path, read.params);
    const call = { account, tenantId, operation: read.operation, exchange, token: access.token };
    return this.api.send(call, (token) => {
      const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
      return this.transport.send(exchange, { method: 'GET', url, headers });
    });
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

/** An error may come with status 200, too, and in place of a part of the answer. */
function isSuccess(exchange: ProviderExchange): boolean {
  return exchange.parse() && exchange.status === 200 && !hasFault(exchange.body);
}
