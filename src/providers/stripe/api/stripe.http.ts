import type Stripe from 'stripe';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import type { Transport } from '../../http/provider.transport.js';

type Headers = Record<string, string | number | string[]>;

/** The SDK's way to the network: ties each of its requests to the exchange it is made for. */
export class StripeHttpClient implements Stripe.HttpClient {
  private readonly exchanges = new WeakMap<Headers, ProviderExchange>();

  constructor(private readonly transport: Transport) {}

  /**
   * Signs a request with its own key, and ties it to its exchange: the headers it is given are those that come to
   * {@link makeRequest}. (AsyncLocalStorage would do it too, but slows down every promise of the process.)
   */
  authenticator(apiKey: string, exchange: ProviderExchange): NonNullable<Stripe.RequestOptions['authenticator']> {
    return async ({ headers }) => {
      headers.Authorization = `Bearer ${apiKey}`;
      this.exchanges.set(headers, exchange);
    };
  }

  getClientName(): string {
    return 'node';
  }

  async makeRequest(
    host: string,
    port: string,
    path: string,
    method: string,
    headers: Headers,
    body: string,
    protocol: string,
  ): Promise<Stripe.HttpClientResponse> {
    const exchange = this.exchanges.get(headers);
    if (!exchange) throw new Error('Stripe was called outside of an exchange');
    const url = new URL(path, `${protocol === 'http' ? 'http' : 'https'}://${host}:${port}`);
    await this.transport.send(exchange, { method, url, headers, body });
    return new Answer(exchange);
  }
}

class Answer implements Stripe.HttpClientResponse {
  constructor(private readonly exchange: ProviderExchange) {}

  getStatusCode(): number {
    return this.exchange.status ?? 0;
  }

  getHeaders(): ReturnType<Stripe.HttpClientResponse['getHeaders']> {
    return this.exchange.headers as ReturnType<Stripe.HttpClientResponse['getHeaders']>;
  }

  getRawResponse(): unknown {
    return {};
  }

  toStream(): never {
    throw new Error('Stripe answers are not streamed');
  }

  /**
   * The SDK gets a copy, whose error it rewrites, and a list without its objects, which it would walk through to rewrite
   * their decimals. The caller reads the answer from the exchange.
   */
  async toJSON(): Promise<unknown> {
    if (!this.exchange.parse()) throw new SyntaxError('The answer is not a JSON object');
    const { body } = this.exchange;
    return Array.isArray(body.data) ? { ...body, data: [] } : { ...body };
  }
}
