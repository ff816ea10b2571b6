import type ApiClient from '@mailchimp/mailchimp_marketing/src/ApiClient.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import type { ProviderTransport } from '../../http/provider.transport.js';

export type MailchimpApi = ApiClient;

/** Where one request goes, and as whom. */
export interface MailchimpTarget {
  /** Without `/3.0`. */
  baseUrl: string;
  /** Value of the Authorization header. */
  authorization: string;
}

export type MailchimpSdk = (target: MailchimpTarget, exchange: ProviderExchange) => MailchimpApi;

type Call = Parameters<ApiClient['callApi']>;

/**
 * The SDK, an object of its own for each call: the one that the package exports is shared by everybody who imports
 * it, credentials included. Making one takes 0.02 ms. Loading takes 0.15 s and 18 MB, which a process that never
 * calls Mailchimp need not spend.
 */
export async function loadMailchimpSdk(transport: ProviderTransport): Promise<MailchimpSdk> {
  const { default: Client } = await import('@mailchimp/mailchimp_marketing/src/ApiClient.js');

  /** The SDK's own way to the network opens a connection a call, and keeps nothing of an answer's text. */
  class TransportedClient extends Client {
    constructor(
      { baseUrl, authorization }: MailchimpTarget,
      private readonly exchange: ProviderExchange,
    ) {
      super();
      this.basePath = `${baseUrl}/3.0`;
      // With a `server` set, the SDK puts it in place of the first "server" anywhere in the URL, be it in an id.
      this.setConfig({});
      this.authorization = authorization;
    }

    private readonly authorization: string;

    override async callApi(...[path, method, pathParams, queryParams, , , body]: Call) {
      const url = new URL(this.buildUrl(path, pathParams));
      for (const [name, value] of Object.entries(this.normalizeParams(queryParams))) {
        url.searchParams.set(name, String(value));
      }
      const headers = {
        Authorization: this.authorization,
        Accept: 'application/json',
        ...(body ? { 'Content-Type': 'application/json' } : {}),
      };
      await transport.send(this.exchange, { method, url, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
      return { data: this.exchange.body, response: this.exchange };
    }
  }

  return (target, exchange) => new TransportedClient(target, exchange);
}
