import { ProviderExchange } from '../../http/provider.exchange.js';
import type { ProviderRequest, Transport } from '../../http/provider.transport.js';

/** What an SDK would send, without credentials. */
export interface CapturedRequest {
  method: string;
  /** Path and query. */
  path: string;
  /** Names are in lower case. */
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

/** Nothing is sent, so there is nothing to abort. */
const NEVER = new AbortController().signal;

/**
 * Takes the place of a provider's transport under its SDK, and sends nothing. The request that the SDK has built is kept.
 * It can be shown and stored, and `StoredSender` sends exactly these bytes later.
 * @example
 * const capturing = new CapturingTransport(['content-type', 'idempotency-key']);
 * const sdk = await loadVendorSdk(capturing);
 * const request = await capturing.capture((exchange) => sdk(exchange).guests.create(params));
 */
export class CapturingTransport implements Transport {
  private readonly kept: ReadonlySet<string>;
  private readonly captured = new WeakMap<ProviderExchange, CapturedRequest>();

  /**
   * @param kept names of the headers that belong to the request, in lower case. All others belong to the connection
   *   (credentials) or to this process (user agent), and are added when it is sent
   */
  constructor(kept: readonly string[]) {
    this.kept = new Set(kept);
  }

  /** Answers with an empty object. */
  async send(exchange: ProviderExchange, { method, url, headers, body = '' }: ProviderRequest): Promise<void> {
    const path = url.pathname + url.search;
    exchange.begin(path);
    exchange.status = 200;
    exchange.text = '{}';
    const named = Object.entries(headers).map(([name, value]): [string, string] => [name.toLowerCase(), String(value)]);
    this.captured.set(exchange, {
      method,
      path,
      headers: Object.fromEntries(named.filter(([name]) => this.kept.has(name))),
      body: Buffer.from(body),
    });
  }

  /**
   * @param invoke makes one call of the SDK, on the exchange that it is given
   * @throws Error when the SDK refuses the parameters, or does not send exactly one request
   */
  async capture(invoke: (exchange: ProviderExchange) => PromiseLike<unknown>): Promise<CapturedRequest> {
    const exchange = new ProviderExchange(NEVER);
    await invoke(exchange);
    const request = this.captured.get(exchange);
    if (!request || exchange.requests !== 1) {
      throw new Error(`One call of the SDK has sent ${exchange.requests} requests, and not one`);
    }
    return request;
  }
}
