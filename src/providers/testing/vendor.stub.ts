import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { patient } from '../../../test/support/patience.js';
import { loadConfig, type Config } from '../../config/config.js';
import type { ProviderConfig } from '../../config/provider.config.js';
import { Metrics } from '../../observability/metrics.js';
import { ProviderCalls } from '../calls/provider.calls.js';
import { RateBudget } from '../calls/rate-budget.js';
import type { Connection } from '../connection.js';
import { ProviderError } from '../provider.errors.js';

export interface StubRequest {
  method: string;
  url: URL;
  headers: IncomingMessage['headers'];
  body: string;
}

export type Reply<R = StubRequest> = (response: ServerResponse, request: R) => void;

/** A server in place of a vendor, that answers one request after the other as scripted, and the last way from then on. */
export abstract class VendorStub<P, R = StubRequest> {
  readonly requests: R[] = [];
  protected replies: Reply<R>[] = [];
  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', headers } = request;
      const url = new URL(request.url ?? '/', 'http://stub');
      const asked = this.read({ method, url, headers, body: Buffer.concat(chunks).toString('utf8') });
      this.requests.push(asked);
      this.replyTo(asked)?.(response, asked);
    });
  });

  constructor(
    private readonly provided: new (config: Config, calls: ProviderCalls) => P,
    private readonly variables: ProviderConfig,
  ) {}

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get url(): string {
    return this.urlAt('127.0.0.1');
  }

  /** The same server under another name. */
  urlAt(host: string): string {
    return `http://${host}:${(this.server.address() as AddressInfo).port}`;
  }

  /** Script an endless reply before: a deadline that is soon over is only set for such. */
  provider(environment: Record<string, string> = {}): P {
    const isEndless = this.scripted().some((reply) => ENDLESS.has(reply));
    const env = { ...(isEndless ? IMPATIENT : PATIENT), ...this.environment(), ...environment };
    const config = loadConfig(env, [this.variables]);
    return new this.provided(config, new ProviderCalls(config, new RateBudget(), new Metrics()));
  }

  answer(...replies: Reply<R>[]): void {
    this.requests.length = 0;
    this.replies = replies;
  }

  /** Environment variables that point a provider at this server, without rate limits. */
  protected abstract environment(): Record<string, string>;

  /** A request in the form in which the vendor's specs look at it. */
  protected read(request: StubRequest): R {
    return request as R;
  }

  /** The replies that are still to come. */
  protected scripted(): readonly Reply<R>[] {
    return this.replies;
  }

  protected replyTo(_request: R): Reply<R> | undefined {
    return this.replies.length > 1 ? this.replies.shift() : this.replies[0];
  }
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Reply<unknown> {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body, null, 2));
  };
}

/** Answers that are none, or not all of one. */
export const reset: Reply<unknown> = (response) => response.socket!.resetAndDestroy();
export const hang: Reply<unknown> = () => undefined;
export const stall: Reply<unknown> = (response) => {
  response.writeHead(200, { 'content-length': '100' });
  response.write('{');
};
export const truncated: Reply<unknown> = (response) => {
  response.writeHead(200, { 'content-length': '100' });
  response.write('{"id":', () => response.socket!.destroy());
};

const ENDLESS: ReadonlySet<Reply<never>> = new Set([hang, stall]);
/** A test waits for these deadlines. */
const IMPATIENT = { PROVIDER_TIMEOUT_MS: String(patient(800)), OUTBOUND_WRITE_TIMEOUT_SECONDS: '1' };
/** No test waits for this one. On a busy machine an answer may take longer than a short one. */
const PATIENT = { PROVIDER_TIMEOUT_MS: String(patient(20_000)) };

export function stubConnection(defaults: Partial<Connection>, more: Partial<Connection> = {}): Connection {
  const credentials = more.credentials ?? defaults.credentials ?? {};
  return {
    tenantId: 'tenant',
    integrationId: 'integration',
    externalAccountId: 'account_1',
    environment: 'sandbox',
    authMethod: 'key',
    settings: {},
    current: async () => credentials,
    ...defaults,
    ...more,
    credentials,
  };
}

export const context = () => ({ signal: new AbortController().signal });

export async function collect<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(page);
  return all;
}

/** The provider's error that the promise is rejected with. */
export async function refusal(promise: Promise<unknown>): Promise<ProviderError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ProviderError);
  return error as ProviderError;
}
