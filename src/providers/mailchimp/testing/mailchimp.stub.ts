import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { patient } from '../../../../test/support/patience.js';
import { loadConfig } from '../../../config/config.js';
import { Metrics } from '../../../observability/metrics.js';
import { ProviderCalls } from '../../calls/provider.calls.js';
import { RateBudget } from '../../calls/rate-budget.js';
import type { Connection } from '../../connection.js';
import type { Json, PullPage, PullRequest } from '../../provider.port.js';
import { mailchimpConfig } from '../mailchimp.config.js';
import MailchimpProvider from '../mailchimp.provider.js';

export const KEY = '0123456789abcdef0123456789abcdef-us19';

export interface Asked {
  method: string;
  url: URL;
  headers: IncomingMessage['headers'];
  body: string;
}

export type Reply = (response: ServerResponse, asked: Asked) => void;

/** A server that answers one request after the other as scripted, and the last way for ever. */
export class MailchimpStub {
  readonly requests: Asked[] = [];
  private replies: Reply[] = [];
  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const asked: Asked = {
        method: request.method ?? '',
        url: new URL(request.url ?? '/', 'http://stub'),
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      this.requests.push(asked);
      const reply = this.replies.length > 1 ? this.replies.shift() : this.replies[0];
      reply?.(response, asked);
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

  /** Paths and queries of what was asked for, decoded. */
  get asked(): string[] {
    return this.requests.map(({ method, url }) => `${method} ${decodeURIComponent(url.pathname + url.search)}`);
  }

  url(host = '127.0.0.1'): string {
    return `http://${host}:${(this.server.address() as AddressInfo).port}`;
  }

  answer(...replies: Reply[]): void {
    this.requests.length = 0;
    this.replies = replies;
  }

  provider(environment: Record<string, string> = {}): MailchimpProvider {
    const config = loadConfig(
      {
        MAILCHIMP_API_BASE_URL: this.url(),
        MAILCHIMP_RATE_PER_SECOND: '10000',
        PROVIDER_TIMEOUT_MS: String(patient(300)),
        ...environment,
      },
      [mailchimpConfig],
    );
    return new MailchimpProvider(config, new ProviderCalls(config, new RateBudget(), new Metrics()));
  }
}

export async function pulled(
  provider: MailchimpProvider,
  request: PullRequest,
  cursor: Json = null,
  settings: Record<string, unknown> = {},
): Promise<PullPage[]> {
  const pages: PullPage[] = [];
  for await (const page of provider.pull(connection({ settings }), request, cursor, context())) pages.push(page);
  return pages;
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Reply {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body, null, 2));
  };
}

export function problem(status: number, title: string, detail = 'No.', headers?: Record<string, string>): Reply {
  return json({ type: 'about:blank', title, status, detail, instance: 'i' }, status, headers);
}

/** Objects of a list, paged as its query says. */
export function paged(collection: string, objects: readonly object[], more: object = {}): Reply {
  return (response, asked) => {
    const { searchParams } = asked.url;
    const offset = Number(searchParams.get('offset') ?? 0);
    const shown = objects.slice(offset, offset + Number(searchParams.get('count') ?? 10));
    json({ [collection]: shown, total_items: objects.length, ...more })(response, asked);
  };
}

/** By path, for walks through more than one list. */
export function routed(routes: Readonly<Record<string, Reply>>): Reply {
  return (response, asked) => {
    const reply = routes[asked.url.pathname.replace('/3.0', '')] ?? problem(404, 'Resource Not Found');
    reply(response, asked);
  };
}

export function connection(more: Partial<Connection> = {}): Connection {
  const credentials = more.credentials ?? { apiKey: KEY };
  return {
    tenantId: 'tenant',
    integrationId: 'integration',
    externalAccountId: 'account_1',
    environment: 'production',
    authMethod: 'key',
    settings: {},
    current: async () => credentials,
    ...more,
    credentials,
  };
}

export const context = () => ({ signal: new AbortController().signal });
