import { isAscii } from 'node:buffer';
import http from 'node:http';
import https from 'node:https';
import { StructuredLog } from '../../observability/log/structured.log.js';
import type { Metrics } from '../../observability/metrics.js';
import type { ProviderExchange } from './provider.exchange.js';
import { readAnswer } from './answer.reader.js';
import { readTime } from './read-time.js';
import { TooLargeError } from './too-large.error.js';
import { ProviderTransportError } from './transport.error.js';

export interface ProviderRequest {
  method: string;
  url: URL;
  headers: Readonly<Record<string, string | number | string[]>>;
  body?: string | Buffer;
}

/** Where an SDK sends its requests to. */
export type Transport = Pick<ProviderTransport, 'send'>;

const log = new StructuredLog('Providers');

/** More than one process may usefully have in flight at 100 requests a second. */
const MAX_SOCKETS = 64;

export interface TransportOptions {
  /** From the first byte sent to the last byte read. */
  timeoutMs: number;
  /** Of an answer, as it is sent and once it is unpacked: it bounds what a broken one can cost. */
  mostBytes: number;
  /** Comes before that of an SDK. */
  userAgent: string;
}

/**
 * One provider's way to the network, under its SDK or in place of it. SDKs have a timeout for silence only, or none,
 * cannot be aborted, open a connection a call, or keep nothing of the text; this one has a deadline for the whole
 * call, keeps connections alive, asks for gzip, says who calls, and notes everything on the call's exchange.
 */
export class ProviderTransport {
  private readonly agents = {
    http: new http.Agent({ keepAlive: true, maxSockets: MAX_SOCKETS }),
    https: new https.Agent({ keepAlive: true, maxSockets: MAX_SOCKETS }),
  };

  constructor(
    private readonly provider: string,
    private readonly metrics: Metrics,
    private readonly options: TransportOptions,
  ) {}

  /**
   * Sends one request, once, and never follows a redirect.
   * @throws ProviderTransportError when there is no answer, or not all of it
   */
  async send(exchange: ProviderExchange, { method, url, headers, body }: ProviderRequest): Promise<void> {
    const { provider, metrics } = this;
    const secure = url.protocol !== 'http:';
    const agent = secure ? this.agents.https : this.agents.http;
    const options = { method, headers: this.headersOf(headers), agent };
    exchange.begin(url.pathname + url.search);
    const sent = performance.now();
    try {
      await this.converse(exchange, (secure ? https : http).request(url, options), body);
    } catch (error) {
      exchange.failure = error as ProviderTransportError;
      throw error;
    } finally {
      this.record(exchange, method, performance.now() - sent);
    }
    if (exchange.status === 429) metrics.providerRateLimited.inc({ provider });
  }

  /** Never the path, because it may hold ids and addresses of customers. */
  private record(exchange: ProviderExchange, method: string, ms: number): void {
    const { provider, metrics } = this;
    const { status, failure, operation } = exchange;
    const outcome = failure?.code ?? String(status);
    metrics.providerCalls.inc({ provider, status: outcome });
    const statusClass = failure?.code ?? `${Math.floor((status ?? 0) / 100)}xx`;
    metrics.providerCallSeconds.observe({ provider, status_class: statusClass }, ms / 1000);
    log.write('info', 'provider.call', {
      provider,
      endpoint: operation || method,
      status,
      failure: failure?.code,
      ms: Math.round(ms),
      providerRequestId: exchange.requestId(),
    });
  }

  private headersOf(given: ProviderRequest['headers']): ProviderRequest['headers'] {
    const headers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
    const agents = [this.options.userAgent, headers['user-agent']].filter(Boolean);
    return { ...headers, 'user-agent': agents.join(' '), 'accept-encoding': 'gzip' };
  }

  private converse(
    exchange: ProviderExchange,
    request: http.ClientRequest,
    body: ProviderRequest['body'],
  ): Promise<void> {
    const sent = performance.now();
    return new Promise<void>((resolve, reject) => {
      const fail = (code: string) => (cause?: Error) => {
        stop();
        reject(new ProviderTransportError(code, cause));
        request.destroy();
      };
      const stop = () => {
        clearTimeout(timer);
        exchange.signal.removeEventListener('abort', onAbort);
      };
      const onAbort = () => fail('aborted')();
      const timer = setTimeout(() => fail('timeout')(), this.options.timeoutMs);
      exchange.signal.addEventListener('abort', onAbort, { once: true });
      request.on('error', fail('network'));
      if (exchange.signal.aborted) return onAbort();
      request.once('response', (response) => {
        exchange.status = response.statusCode;
        exchange.headers = response.headers;
        exchange.seconds = readTime(response.headers.date, performance.now() - sent, Date.now());
        readAnswer(response, this.options.mostBytes).then(
          ({ bytes, body: answer }) => {
            stop();
            exchange.bytes += bytes;
            // Most pages are plain ASCII, for which this takes half the time.
            exchange.text = isAscii(answer) ? answer.toString('latin1') : answer.toString('utf8');
            resolve();
          },
          (error: Error) => fail(error instanceof TooLargeError ? 'too_large' : 'network')(error),
        );
      });
      request.end(body);
    });
  }
}
