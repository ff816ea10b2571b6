import { isAscii } from 'node:buffer';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type Stripe from 'stripe';
import type { Metrics } from '../../observability/metrics.js';
import type { StripeExchange } from './stripe.exchange.js';
import { readTime } from './stripe.read-time.js';
import { StripeTransportError } from './stripe.transport.error.js';

type Headers = Record<string, string | number | string[]>;

/** More than one process may usefully have in flight at 100 requests a second. */
const MAX_SOCKETS = 64;
/** No page of 100 objects comes near it; it bounds what a broken answer can cost. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/**
 * The SDK's way to the network. Its own client has a timeout for silence only, cannot be aborted, and keeps
 * nothing of the text; this one has a deadline for the whole call and notes it all on the call's exchange.
 */
export class StripeHttpClient implements Stripe.HttpClient {
  private readonly exchanges = new WeakMap<Headers, StripeExchange>();
  private readonly agents = {
    http: new http.Agent({ keepAlive: true, maxSockets: MAX_SOCKETS }),
    https: new https.Agent({ keepAlive: true, maxSockets: MAX_SOCKETS }),
  };

  constructor(
    private readonly timeoutMs: number,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Signs a request with its own key, and ties it to its exchange: the headers it is given are those that come to
   * {@link makeRequest}. (AsyncLocalStorage would do it too, but slows down every promise of the process.)
   */
  authenticator(apiKey: string, exchange: StripeExchange): NonNullable<Stripe.RequestOptions['authenticator']> {
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
    const secure = protocol !== 'http';
    const options = { host, port, path, method, headers, agent: secure ? this.agents.https : this.agents.http };
    exchange.begin();
    try {
      await this.converse(exchange, (secure ? https : http).request(options), body);
    } catch (error) {
      this.metrics.providerCalls.inc({ provider: 'stripe', status: (error as StripeTransportError).code });
      throw error;
    }
    this.metrics.providerCalls.inc({ provider: 'stripe', status: String(exchange.status) });
    if (exchange.status === 429) this.metrics.providerRateLimited.inc({ provider: 'stripe' });
    return new Answer(exchange);
  }

  private converse(exchange: StripeExchange, request: http.ClientRequest, body: string): Promise<void> {
    const sent = performance.now();
    return new Promise<void>((resolve, reject) => {
      const fail = (code: string) => (cause?: Error) => {
        stop();
        reject(new StripeTransportError(code, cause));
        request.destroy();
      };
      const stop = () => {
        clearTimeout(timer);
        exchange.signal.removeEventListener('abort', onAbort);
      };
      const onAbort = () => fail('aborted')();
      const timer = setTimeout(() => fail('timeout')(), this.timeoutMs);
      exchange.signal.addEventListener('abort', onAbort, { once: true });
      if (exchange.signal.aborted) return onAbort();
      request.on('error', fail('network'));
      request.once('response', (response) => {
        exchange.status = response.statusCode;
        exchange.headers = response.headers;
        exchange.seconds = readTime(response.headers.date, performance.now() - sent, Date.now());
        readBody(response).then((bytes) => {
          stop();
          exchange.bytes += bytes.length;
          // Most pages are plain ASCII, for which this takes half the time.
          exchange.text = isAscii(bytes) ? bytes.toString('latin1') : bytes.toString('utf8');
          resolve();
        }, fail('network'));
      });
      request.end(body);
    });
  }
}

function readBody(response: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if ((size += chunk.length) > MAX_BODY_BYTES) reject(new Error(`An answer of more than ${MAX_BODY_BYTES} bytes`));
    });
    response.once('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size)));
    response.on('error', reject);
    response.once('close', () => reject(new Error('The connection closed before the end of the answer')));
  });
}

class Answer implements Stripe.HttpClientResponse {
  constructor(private readonly exchange: StripeExchange) {}

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
   * The SDK gets a list without its objects, which it would walk through to rewrite their decimals in place;
   * whoever called reads them from the exchange.
   */
  async toJSON(): Promise<unknown> {
    const body = JSON.parse(this.exchange.text) as unknown;
    if (typeof body !== 'object' || body === null) throw new SyntaxError('The answer is not a JSON object');
    this.exchange.body = body as Record<string, unknown>;
    return 'data' in body && Array.isArray(body.data) ? { ...body, data: [] } : body;
  }
}
