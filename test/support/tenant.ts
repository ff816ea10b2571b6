import { randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { eventually } from './condition.wait.js';
import { checkedFetch } from './checked.fetch.js';

const SECRET = 'development-only-jwt-secret-change-me-0001';

export interface Answer<T> {
  status: number;
  body: T;
  headers: Headers;
}

export interface RunBody {
  id: string;
  status: string;
  startedAt: string | null;
  finishedAt: string | null;
  progress: Record<string, number | null>;
  error: { code: string; message: string; streams?: { stream: string; code: string }[] } | null;
  streams?: unknown[];
}

export interface StreamState {
  stream: string;
  status: string;
  watermark: string | null;
  listedAt: string | null;
  retryAt: string | null;
  lastError: { code: string; message: string } | null;
}

export interface Coverage {
  from: string | null;
  to: string | null;
  gaps: { stream: string; reason: string; from: string | null; to: string | null; since: string }[];
}

/** A tenant with a user of theirs, talking to the service over HTTP. */
export class Tenant {
  readonly id = randomUUID();

  constructor(
    private readonly url: () => string,
    private readonly claims: Record<string, unknown> = { role: 'venue-owner' },
  ) {}

  token(): string {
    const claims = { sub: 'user-1', tenant_id: this.id, iss: 'tickettoken', aud: 'tickettoken-api', ...this.claims };
    return jwt.sign(claims, SECRET, 'exp' in claims ? {} : { expiresIn: '1h' });
  }

  async call<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const {
      status,
      headers: received,
      text,
    } = await checkedFetch(`${this.url()}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token()}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status, body: (text ? JSON.parse(text) : undefined) as T, headers: received };
  }

  async connect(apiKey: string): Promise<string> {
    const { status, body } = await this.call<{ id: string }>('POST', '/integrations', {
      provider: 'stripe',
      credentials: { apiKey },
    });
    if (status !== 201) throw new Error(`Connecting answered ${status}: ${JSON.stringify(body)}`);
    return body.id;
  }

  async sync(integrationId: string, syncType = 'all', mode = 'incremental'): Promise<RunBody> {
    const { status, body } = await this.call<RunBody>('POST', '/sync', { integrationId, syncType, mode });
    if (status !== 202) throw new Error(`Sync answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  async finished(runId: string, withinMs = 60_000): Promise<RunBody> {
    return eventually(
      // A service that has just started may still refuse.
      async () => {
        const { status, body } = await this.call<RunBody>('GET', `/sync/runs/${runId}`);
        return status === 503 ? { ...body, status: 'queued' } : body;
      },
      (run) => !['queued', 'running'].includes(run.status),
      withinMs,
    );
  }

  async syncAndWait(integrationId: string, syncType = 'all', mode = 'incremental'): Promise<RunBody> {
    const { id } = await this.sync(integrationId, syncType, mode);
    return this.finished(id);
  }

  /** By name. */
  async streamStates(integrationId: string): Promise<Map<string, StreamState>> {
    const { body } = await this.call<{ data: { lastSyncAt: string | null; streams: StreamState[] }[] }>(
      'GET',
      `/sync/status?integrationId=${integrationId}`,
    );
    return new Map(body.data[0]?.streams.map((stream) => [stream.stream, stream]));
  }

  async coverage(integrationId: string): Promise<Coverage> {
    const path = `/sync/status?integrationId=${integrationId}`;
    const { body } = await this.call<{ data: { coverage: Coverage }[] }>('GET', path);
    return body.data[0]!.coverage;
  }

  /** Every record of a type, with the provider's JSON. */
  async records(integrationId: string, type: string): Promise<Record<string, unknown>[]> {
    const all: Record<string, unknown>[] = [];
    let cursor: string | null = null;
    do {
      const query: URLSearchParams = new URLSearchParams({
        type,
        raw: 'true',
        limit: '200',
        ...(cursor && { cursor }),
      });
      const { body }: Answer<{ data: Record<string, unknown>[]; nextCursor: string | null }> = await this.call(
        'GET',
        `/integrations/${integrationId}/records?${query}`,
      );
      all.push(...body.data);
      cursor = body.nextCursor;
    } while (cursor);
    return all;
  }
}

export { eventually };
