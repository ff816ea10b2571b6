import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { patient } from '../../../../test/support/patience.js';
import { loadConfig } from '../../../config/config.js';
import { Metrics } from '../../../observability/metrics.js';
import { ProviderCalls } from '../../calls/provider.calls.js';
import { RateBudget } from '../../calls/rate-budget.js';
import type { Connection } from '../../connection.js';
import { squareConfig } from '../square.config.js';
import SquareProvider from '../square.provider.js';

export const TOKEN = 'EAAAspec_token';
export const MERCHANT = 'M1';

export interface StubRequest {
  /** `POST /v2/orders/search` */
  operation: string;
  query: Record<string, string>;
  body: Record<string, unknown>;
  headers: IncomingMessage['headers'];
}

export type Reply = (response: ServerResponse, request: StubRequest) => void;

/** A server that answers each operation as scripted: one reply after the other, and the last for ever. */
export class SquareStub {
  readonly requests: StubRequest[] = [];
  private routes: Readonly<Record<string, Reply[]>> = {};
  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => this.handle(request, Buffer.concat(chunks).toString('utf8'), response));
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

  /** By operation, with `*` for any that has no script of its own. */
  answer(routes: Record<string, Reply | Reply[]>): void {
    this.requests.length = 0;
    this.routes = Object.fromEntries(Object.entries(routes).map(([name, reply]) => [name, [reply].flat()]));
  }

  provider(environment: Record<string, string> = {}): SquareProvider {
    const config = loadConfig(
      {
        SQUARE_BASE_URL: this.url,
        SQUARE_RATE_PER_SECOND: '10000',
        PROVIDER_TIMEOUT_MS: String(patient(300)),
        ...environment,
      },
      [squareConfig],
    );
    return new SquareProvider(config, new ProviderCalls(config, new RateBudget(), new Metrics()));
  }

  /** The bodies of all requests of one operation. */
  bodies(operation: string): Record<string, unknown>[] {
    return this.requests.filter((request) => request.operation === operation).map(({ body }) => body);
  }

  private handle({ method, url = '/', headers }: IncomingMessage, body: string, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(url, 'http://stub');
    const request: StubRequest = {
      operation: `${method} ${pathname}`,
      query: Object.fromEntries(searchParams),
      body: (body ? JSON.parse(body) : {}) as Record<string, unknown>,
      headers,
    };
    this.requests.push(request);
    const replies = this.routes[request.operation] ?? this.routes['*'] ?? [];
    const reply = replies.length > 1 ? replies.shift() : replies[0];
    (reply ?? failure(404, 'NOT_FOUND', 'Resource not found.'))(response, request);
  }
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Reply {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

export function failure(status: number, code: string, detail = 'No.', more: Record<string, unknown> = {}): Reply {
  return json({ errors: [{ category: 'INVALID_REQUEST_ERROR', code, detail, ...more }] }, status);
}

export function connection(more: Partial<Connection> = {}): Connection {
  const credentials = more.credentials ?? { accessToken: TOKEN };
  return {
    tenantId: 'tenant',
    integrationId: 'integration',
    externalAccountId: MERCHANT,
    environment: 'sandbox',
    authMethod: 'key',
    settings: {},
    current: async () => credentials,
    ...more,
    credentials,
  };
}

export const context = () => ({ signal: new AbortController().signal });
