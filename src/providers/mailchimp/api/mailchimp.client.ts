import type { MailchimpSettings } from '../mailchimp.config.js';
import type { ProviderCalls } from '../../calls/provider.calls.js';
import { ApiClient } from '../../kit/api.client.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import type { ProviderTransport } from '../../http/provider.transport.js';
import type { MailchimpAccess } from './mailchimp.access.js';
import { isProblem, MAILCHIMP_FAILURES } from './mailchimp.failures.js';
import { loadMailchimpSdk, type MailchimpApi, type MailchimpSdk } from './mailchimp.sdk.js';

export type MailchimpCall = (api: MailchimpApi) => PromiseLike<unknown>;

/** Calls to the Marketing API, in each account's limits. */
export class MailchimpClient {
  private readonly transport: ProviderTransport;
  private readonly api;
  private sdk?: Promise<MailchimpSdk>;

  constructor(settings: MailchimpSettings, calls: ProviderCalls) {
    this.transport = calls.transport('mailchimp', settings.timeoutMs);
    const caller = calls.caller('mailchimp', {
      perSecond: settings.ratePerSecond,
      timeoutMs: settings.timeoutMs,
      concurrent: settings.concurrentCalls,
    });
    this.api = new ApiClient(caller, MAILCHIMP_FAILURES, isSuccess);
  }

  /**
   * Makes one call, as often as it takes.
   * @param operation as in Mailchimp's reference: `GET /lists/{list_id}/members`
   * @param exchange takes the answer, as Mailchimp sent it, and the count of requests
   * @param invoke the call, by a resource method of the SDK
   * @throws ProviderError; the reason of the exchange's signal once it is aborted
   */
  async send(
    access: MailchimpAccess,
    operation: string,
    exchange: ProviderExchange,
    invoke: MailchimpCall,
  ): Promise<void> {
    const sdk = await (this.sdk ??= loadMailchimpSdk(this.transport));
    const { account, tenantId } = access;
    await this.api.send({ account, tenantId, operation, exchange, token: () => access.target() }, (target) =>
      invoke(sdk(target, exchange)),
    );
  }
}

export function isSuccess(exchange: ProviderExchange): boolean {
  return exchange.status === 204 || (exchange.status === 200 && exchange.parse() && !isProblem(exchange));
}
