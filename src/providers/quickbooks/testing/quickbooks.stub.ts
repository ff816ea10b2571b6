import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { patient } from '../../../../test/support/patience.js';
import { loadConfig } from '../../../config/config.js';
import { Metrics } from '../../../observability/metrics.js';
import { ProviderCalls } from '../../calls/provider.calls.js';
import { RateBudget } from '../../calls/rate-budget.js';
import type { Connection } from '../../connection.js';
import { quickbooksConfig } from '../quickbooks.config.js';
import QuickBooksProvider from '../quickbooks.provider.js';

export const REALM = '4620816365001234567';
export const TIME = '2026-11-23T02:13:20.123-08:00';
/** Of the `Date` header: a second after {@link TIME}, as gateways answer later than they ask. */
export const DATE = 'Mon, 23 Nov 2026 10:13:21 GMT';

export interface StubRequest {
  method: string;
  url: URL;
  headers: IncomingMessage['headers'];
  body: string;
}

export type Reply = (response: ServerResponse, request: StubRequest) => void;

/** A server that answers one request after the other as scripted, and the last way for ever. */
export class QuickBooksStub {
  readonly requests: StubRequest[] = [];
  private replies: Reply[] = [];
  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', headers } = request;
      const url = new URL(request.url ?? '/', 'http://stub');
      const received = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
      this.requests.push(received);
      const reply = this.replies.length > 1 ? this.replies.shift() : this.replies[0];
      reply?.(response, received);
    });
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  answer(...replies: Reply[]): void {
    this.requests.length = 0;
    this.replies = replies;
  }

  /** What was asked of the query endpoint, in order. */
  queries(): string[] {
    return this.requests.map(({ url }) => url.searchParams.get('query') ?? '').filter(Boolean);
  }

  provider(environment: Record<string, string> = {}): QuickBooksProvider {
    const config = loadConfig(
      {
        QUICKBOOKS_API_BASE_URL: this.url,
        QUICKBOOKS_CLIENT_ID: 'client',
        QUICKBOOKS_CLIENT_SECRET: 'secret',
        QUICKBOOKS_RATE_PER_SECOND: '10000',
        PROVIDER_TIMEOUT_MS: String(patient(300)),
        ...environment,
      },
      [quickbooksConfig],
    );
    return new QuickBooksProvider(config, new ProviderCalls(config, new RateBudget(), new Metrics()));
  }
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Reply {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', date: DATE, ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

export function fault(status: number, type: string, code: string, detail = 'Why.', headers?: Record<string, string>) {
  return json({ Fault: { Error: [{ Message: 'No.', Detail: detail, code }], type }, time: TIME }, status, headers);
}

/** A page of a query. */
export function found(entity: string, objects: readonly object[]): Reply {
  const answer = objects.length === 0 ? {} : { [entity]: objects, startPosition: 1, maxResults: objects.length };
  return json({ QueryResponse: answer, time: TIME });
}

/** What change data capture answers. */
export function captured(objects: Readonly<Record<string, readonly object[]>>): Reply {
  const groups = Object.entries(objects).map(([entity, list]) => ({ [entity]: list, startPosition: 1 }));
  return json({ CDCResponse: [{ QueryResponse: groups.length > 0 ? groups : [{}] }], time: TIME });
}

/** An object that was last changed so many seconds after the beginning of 2026. */
export function object(id: number | string, second: number, more: Record<string, unknown> = {}) {
  const time = new Date(Date.parse('2026-01-01T00:00:00Z') + second * 1000 - 8 * 3_600_000);
  const MetaData = {
    CreateTime: '2025-12-01T00:00:00-08:00',
    LastUpdatedTime: `${time.toISOString().slice(0, 19)}-08:00`,
  };
  return { Id: String(id), SyncToken: '0', MetaData, domain: 'QBO', sparse: false, ...more };
}

export const second = (offset: number) => Date.parse('2026-01-01T00:00:00Z') / 1000 + offset;

export function connection(more: Partial<Connection> = {}): Connection {
  const credentials = more.credentials ?? { realmId: REALM, accessToken: 'access-1', refreshToken: 'refresh-1' };
  return {
    tenantId: 'tenant',
    integrationId: 'integration',
    externalAccountId: REALM,
    environment: 'sandbox',
    authMethod: 'oauth',
    settings: {},
    current: async () => credentials,
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
