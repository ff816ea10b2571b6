import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { patient } from '../../../../test/support/patience.js';
import { loadConfig } from '../../../config/config.js';
import { Metrics } from '../../../observability/metrics.js';
import type { Connection } from '../../connection.js';
import { ProviderCalls } from '../../calls/provider.calls.js';
import { RateBudget } from '../../calls/rate-budget.js';
import { stripeConfig } from '../stripe.config.js';
import StripeProvider from '../stripe.provider.js';

export const KEY = 'sk_test_spec';

export type Reply = (response: ServerResponse, url: URL, request: IncomingMessage) => void;

/** A server that answers one request after the other as scripted, and the last way for ever. */
export class StripeStub {
  readonly requests: { url: URL; headers: IncomingMessage['headers'] }[] = [];
  private replies: Reply[] = [];
  private readonly server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://stub');
    this.requests.push({ url, headers: request.headers });
    const reply = this.replies.length > 1 ? this.replies.shift() : this.replies[0];
    reply?.(response, url, request);
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  answer(...replies: Reply[]): void {
    this.requests.length = 0;
    this.replies = replies;
  }

  provider(environment: Record<string, string> = {}): StripeProvider {
    const config = loadConfig(
      {
        STRIPE_API_BASE_URL: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`,
        STRIPE_RATE_PER_SECOND: '10000',
        STRIPE_ENDPOINT_RATE_PER_SECOND: '10000',
        PROVIDER_TIMEOUT_MS: String(patient(300)),
        ...environment,
      },
      [stripeConfig],
    );
    return new StripeProvider(config, new ProviderCalls(config, new RateBudget(), new Metrics()));
  }
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Reply {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body, null, 2));
  };
}

export function failure(status: number, error: Record<string, unknown>, headers?: Record<string, string>): Reply {
  return json({ error: { type: 'invalid_request_error', message: 'No.', ...error } }, status, headers);
}

export function list(data: readonly object[], hasMore = false): Reply {
  return json({ object: 'list', data, has_more: hasMore, url: '/v1/things' });
}

export function connection(more: Partial<Connection> = {}): Connection {
  const credentials = more.credentials ?? { apiKey: KEY };
  return {
    tenantId: 'tenant',
    integrationId: 'integration',
    externalAccountId: 'acct_1',
    environment: 'sandbox',
    authMethod: 'key',
    settings: {},
    current: async () => credentials,
    ...more,
    credentials,
  };
}

export const context = () => ({ signal: new AbortController().signal });
