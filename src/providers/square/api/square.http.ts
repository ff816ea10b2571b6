import type { ProviderExchange } from '../../http/provider.exchange.js';
import type { Transport } from '../../http/provider.transport.js';

/**
 * The SDK's way to the network for one request. The SDK gets an empty answer, which it would rewrite (camel case, big
 * integers) and judge by the status alone; the caller reads the text that Square sent from the exchange.
 */
export class SquareHttpClient {
  constructor(
    private readonly transport: Transport,
    private readonly exchange: ProviderExchange,
  ) {}

  /** Never rejects: the SDK would leave a timer behind, which keeps the process alive. The exchange has the failure. */
  readonly fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const headers = Object.fromEntries(new Headers(init.headers));
    const body = typeof init.body === 'string' ? init.body : undefined;
    const url = new URL(input instanceof Request ? input.url : input);
    const request = { method: init.method ?? 'GET', url, headers, body };
    await this.transport.send(this.exchange, request).catch(() => undefined);
    return new Response('{}');
  };
}
