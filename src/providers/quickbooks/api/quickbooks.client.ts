import type { QuickBooksSettings } from '../quickbooks.config.js';
import type { ProviderCalls } from '../../calls/provider.calls.js';
import { ApiClient } from '../../kit/api.client.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import type { ProviderTransport } from '../../http/provider.transport.js';
import { StoredSender, type Sent } from '../../kit/push/stored.sender.js';
import type { StoredRequest } from '../../push.port.js';
import type { QuickBooksAccess } from './quickbooks.access.js';
import { QUICKBOOKS_FAILURES } from './quickbooks.failures.js';
import { hasFault } from './quickbooks.fault.js';

const HOSTS = {
  production: 'https://quickbooks.api.intuit.com',
  sandbox: 'https://sandbox-quickbooks.api.intuit.com',
} as const;

/** Lower ones are not served any more since August 2025. */
export const MINOR_VERSION = '75';

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
  private readonly writes: StoredSender;

  constructor(
    private readonly settings: QuickBooksSettings,
    calls: ProviderCalls,
  ) {
    this.transport = calls.transport('quickbooks', settings.timeoutMs);
    const limits = {
      perSecond: settings.ratePerSecond,
      timeoutMs: settings.timeoutMs,
      concurrent: CONCURRENT_REQUESTS,
    };
    this.api = new ApiClient(calls.caller('quickbooks', limits), QUICKBOOKS_FAILURES, isSuccess);
    const writer = new ApiClient(calls.writer('quickbooks', limits), QUICKBOOKS_FAILURES, isSuccess);
    this.writes = new StoredSender(writer, calls.writeTransport('quickbooks'));
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

  /**
   * Sends a stored request, once.
   * @param request its path follows that of the company: `/salesreceipt?requestid=…`
   * @throws ProviderError when QuickBooks has not taken it; the reason of the exchange's signal once it is aborted
   */
  write(access: QuickBooksAccess, request: StoredRequest, exchange: ProviderExchange): Promise<Sent> {
    const { realmId: account, tenantId } = access;
    const url = new URL(`${this.companyUrl(access)}${request.path}`);
    const operation = `POST /v3/company/:realmId${request.path.replace(/\?.*$/, '')}`;
    const call = { account, tenantId, operation, exchange, token: access.token };
    return this.writes.send(call, { ...request, path: url.pathname + url.search }, (token) => ({
      baseUrl: url.origin,
      headers: { authorization: `Bearer ${token}` },
    }));
  }

  private companyUrl({ environment, realmId }: QuickBooksAccess): string {
    return `${this.settings.apiBaseUrl ?? HOSTS[environment]}/v3/company/${realmId}`;
  }

  private url(access: QuickBooksAccess, path: string, params?: QuickBooksRead['params']): URL {
    const url = new URL(`${this.companyUrl(access)}/${path}`);
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
