import { isAscii } from 'node:buffer';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Metrics } from '../../observability/metrics.js';
import type { ProviderExchange } from './provider.exchange.js';
import { readTime } from './read-time.js';
import { ProviderTransportError } from './transport.error.js';

export interface ProviderRequest {
  method: string;
  url: URL;
  headers: Readonly<Record<string, string | number | string[]>>;
  body?: string;
}

/** More than one process may usefully have in flight at 100 requests a second. */
const MAX_SOCKETS = 64;
/** No page of any provider comes near it; it bounds what a broken answer can cost. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/**
 * One provider's way to the network, under its SDK or in place of it. SDKs have a timeout for silence only, or none,
 * cannot be aborted, open a connection a call, or keep nothing of the text; this one has a deadline for the whole
 * call, keeps connections alive, and notes everything on the call's exchange.
 */
export class ProviderTransport {
  private readonly agents = {
    http: new http.Agent({ keepAlive: true, maxSockets: MAX_SOCKETS }),
    https: new https.Agent({ keepAlive: true, maxSockets: MAX_SOCKETS }),
  };

  constructor(
    private readonly provider: string,
    private readonly timeoutMs: number,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Sends one request, once, and never follows a redirect.
   * @throws ProviderTransportError when there is no answer, or not all of it
   */
  async send(exchange: ProviderExchange, { method, url, headers, body }: ProviderRequest): Promise<void> {
    const { provider, metrics } = this;
    const secure = url.protocol !== 'http:';
    const options = { method, headers: { ...headers }, agent: secure ? this.agents.https : this.agents.http };
    exchange.begin(url.pathname + url.search);
    try {
      await this.converse(exchange, (secure ? https : http).request(url, options), body);
    } catch (error) {
      exchange.failure = error as ProviderTransportError;
      metrics.providerCalls.inc({ provider, status: exchange.failure.code });
      throw error;
    }
    metrics.providerCalls.inc({ provider, status: String(exchange.status) });
    if (exchange.status === 429) metrics.providerRateLimited.inc({ provider });
  }

  private converse(exchange: ProviderExchange, request: http.ClientRequest, body: string | undefined): Promise<void> {
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
      const timer = setTimeout(() => fail('timeout')(), this.timeoutMs);
      exchange.signal.addEventListener('abort', onAbort, { once: true });
      request.on('error', fail('network'));
      if (exchange.signal.aborted) return onAbort();
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
