import type { MailchimpSettings } from '../mailchimp.config.js';
import type { ProviderCaller } from '../../calls/provider.caller.js';
import type { ProviderCalls } from '../../calls/provider.calls.js';
import type { ProviderExchange } from '../../kit/http/provider.exchange.js';
import type { ProviderTransport } from '../../kit/http/provider.transport.js';
import type { MailchimpAccess } from './mailchimp.access.js';
import { toProviderError } from './mailchimp.errors.js';
import { loadMailchimpSdk, type MailchimpApi, type MailchimpSdk } from './mailchimp.sdk.js';

export type MailchimpCall = (api: MailchimpApi) => PromiseLike<unknown>;

/** Calls to the Marketing API, in each account's limits. */
export class MailchimpClient {
  private readonly transport: ProviderTransport;
  private readonly caller: ProviderCaller;
  private sdk?: Promise<MailchimpSdk>;

  constructor(settings: MailchimpSettings, calls: ProviderCalls) {
    this.transport = calls.transport('mailchimp');
    this.caller = calls.caller('mailchimp', {
      perSecond: settings.ratePerSecond,
      concurrent: settings.concurrentCalls,
    });
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
    await this.caller.send({ account, tenantId, operation, exchange }, async () => {
      const api = sdk(await access.target(), exchange);
      await this.attempt(operation, exchange, () => invoke(api));
    });
  }

  private async attempt(operation: string, exchange: ProviderExchange, invoke: () => PromiseLike<unknown>) {
    try {
      await invoke();
    } catch (error) {
      exchange.signal.throwIfAborted();
      throw toProviderError(error, exchange, operation);
    }
    const isRead = exchange.parse();
    const isWhole = exchange.status === 204 || (exchange.status === 200 && isRead);
    if (!isWhole) throw toProviderError(null, exchange, operation);
  }
}
