import { randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { DemoError } from '../demo.error.js';
import { EventStreamReader, type ServerSentEvent } from './event-stream.reader.js';
import {
  hasEnded,
  isLive,
  type Batch,
  type OutboundTarget,
  type ProviderInfo,
  type Run,
  type StoredRecord,
  type WebhookEvent,
} from './service.answers.js';

interface Page<T> {
  data: T[];
  nextCursor: string | null;
}

/** A tenant's user, talking to the service over HTTP as anybody would. */
export class TenantClient {
  readonly tenantId = randomUUID();

  constructor(
    private readonly url: string,
    private readonly secret: string,
    private readonly signal: AbortSignal,
  ) {}

  token(role = 'venue-owner'): string {
    const claims = { sub: 'demo-user', tenant_id: this.tenantId, role };
    return jwt.sign({ ...claims, iss: 'tickettoken', aud: 'tickettoken-api' }, this.secret, { expiresIn: '12h' });
  }

  async providers(): Promise<ProviderInfo[]> {
    return (await this.call<Page<ProviderInfo>>('GET', '/providers')).data;
  }

  /** Through the provider's consent page and back, as the owner's browser would go. */
  async connectByConsent(provider: string): Promise<string> {
    const begun = await this.send('POST', `/integrations/oauth/${provider}/authorize`, {});
    const { authorizeUrl } = (await begun.json()) as { authorizeUrl: string };
    const cookie = begun.headers.getSetCookie().map((header) => header.split(';')[0]);
    const consent = await fetch(authorizeUrl, { redirect: 'manual', signal: this.signal });
    const callback = consent.headers.get('location');
    if (!callback)
      throw new DemoError(`The consent page of ${provider} answered ${consent.status} and did not redirect`);
    const answer = await fetch(callback, { signal: this.signal, headers: { cookie: cookie.join('; ') } });
    const body = (await answer.json()) as { id?: string; detail?: string };
    if (!body.id) throw new DemoError(`Connecting ${provider} answered ${answer.status}: ${body.detail ?? ''}`);
    return body.id;
  }

  startSync(integrationId: string): Promise<Run> {
    return this.call('POST', '/sync', { integrationId, syncType: 'all', mode: 'incremental' });
  }

  run(id: string): Promise<Run> {
    return this.call('GET', `/sync/runs/${id}`);
  }

  /** The run at once and on every change, until it has ended or the connection has. */
  async *runEvents(id: string, signal: AbortSignal): AsyncGenerator<Run> {
    for await (const { data } of this.events(`/sync/runs/${id}/events`, signal)) {
      const run = JSON.parse(data) as Run;
      yield run;
      if (!isLive(run)) return;
    }
  }

  /** Pushes items as the platform's services do. @returns the id of the batch */
  async push(entity: string, items: readonly object[]): Promise<string> {
    const { batchId, rejected } = await this.call<{ batchId: string; rejected: unknown[] }>('POST', `/sync/${entity}`, {
      items,
    });
    if (rejected.length > 0) throw new DemoError(`${entity} were rejected: ${JSON.stringify(rejected).slice(0, 500)}`);
    return batchId;
  }

  /** The counts of the batch at once and on every change, until nothing of it is on its way. */
  async *batchEvents(id: string, signal: AbortSignal): AsyncGenerator<Batch> {
    for await (const { event, data } of this.events(`/sync/outbound/batches/${id}/events`, signal)) {
      if (event === 'outcome') continue;
      const batch = JSON.parse(data) as Batch;
      yield batch;
      if (hasEnded(batch)) return;
    }
  }

  outbound(filter: Record<string, string>): AsyncGenerator<OutboundTarget> {
    return this.pages('/sync/outbound', filter);
  }

  /** Live records of a type, with the provider's own JSON. */
  records(integrationId: string, type: string): AsyncGenerator<StoredRecord> {
    return this.pages(`/integrations/${integrationId}/records`, { type, raw: 'true', deleted: 'false' });
  }

  webhookEvents(filter: Record<string, string>): AsyncGenerator<WebhookEvent> {
    return this.pages('/webhooks/events', filter);
  }

  async hasWebhookEvents(filter: Record<string, string>): Promise<boolean> {
    return (
      (await this.call<Page<unknown>>('GET', `/webhooks/events?${query({ ...filter, limit: '1' })}`)).data.length > 0
    );
  }

  private async *events(path: string, signal: AbortSignal): AsyncGenerator<ServerSentEvent> {
    const { body } = await this.send('GET', path, undefined, signal);
    const reader = new EventStreamReader();
    const text = new TextDecoder();
    for await (const chunk of body ?? []) yield* reader.push(text.decode(chunk as Uint8Array, { stream: true }));
  }

  private async *pages<T>(path: string, filter: Record<string, string>): AsyncGenerator<T> {
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Page<T> = await this.call('GET', `${path}?${query({ ...filter, limit: '200', cursor })}`);
      yield* page.data;
      cursor = page.nextCursor;
    }
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    return (await (await this.send(method, path, body)).json()) as T;
  }

  private async send(method: string, path: string, body?: unknown, signal = this.signal): Promise<Response> {
    const authorization = `Bearer ${this.token()}`;
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      signal,
      headers: body === undefined ? { authorization } : { authorization, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (response.ok) return response;
    const text = (await response.text()).slice(0, 500);
    throw new DemoError(`The service answered ${response.status} to ${method} ${path}: ${text}`);
  }
}

function query(parameters: Record<string, string>): string {
  return new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== '')).toString();
}
