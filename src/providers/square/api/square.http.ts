import type { ProviderExchange } from '../../kit/http/provider.exchange.js';
import type { ProviderTransport } from '../../kit/http/provider.transport.js';

/**
 * The SDK's way to the network for one request. The SDK gets an empty answer, which it would rewrite (camel case, big
 * integers) and judge by the status alone; whoever called reads the text that Square sent from the exchange.
 */
export class SquareHttpClient {
  /** What kept the request from being answered. */
  failure: unknown;
  /** Whether the answer is a JSON object. */
  readable = false;

  constructor(
    private readonly transport: ProviderTransport,
    private readonly exchange: ProviderExchange,
  ) {}

  /** Never rejects: the SDK would leave a timer behind, which keeps the process alive. */
  readonly fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    try {
      const headers = Object.fromEntries(new Headers(init.headers));
      const body = typeof init.body === 'string' ? init.body : undefined;
      const url = new URL(input instanceof Request ? input.url : input);
      await this.transport.send(this.exchange, { method: init.method ?? 'GET', url, headers, body });
      this.readable = this.exchange.parse();
    } catch (error) {
      this.failure = error;
    }
    return new Response('{}');
  };
}
