import type { Config } from '../../../src/config/config.js';
import type { ProviderCalls } from '../../../src/providers/calls/provider.calls.js';
import type { CallContext, Connection, VerifiedAccount } from '../../../src/providers/connection.js';
import { asRecord, integer, text } from '../../../src/providers/kit/fields.js';
import { ProviderExchange } from '../../../src/providers/http/provider.exchange.js';
import {
  ProviderCredentialsError,
  ProviderNotFoundError,
  ProviderProtocolError,
  ProviderRequestError,
} from '../../../src/providers/provider.errors.js';
import type {
  FetchedRecord,
  Json,
  ProviderDescription,
  ProviderPort,
  PullPage,
  PullRequest,
} from '../../../src/providers/provider.port.js';
import { Stripping } from '../../../src/providers/stripping/stripping.js';
import type { PlatformWebhook, WebhookRegistration } from '../../../src/providers/webhook.port.js';
import { AFTER_ALL, FAKE_STREAMS, type FakeChange, type FakeObject } from './fake.account.js';
import { FakeClient, type FakeAccess } from './fake.client.js';
import { fakeConfig, type FakeSettings } from './fake.config.js';
import { FakeWebhook } from './fake.webhook.js';

const describeStream = (name: string) => ({ name, sliceable: false, feed: name === 'halls' ? null : 'journal' });

const DESCRIPTION: ProviderDescription = {
  name: 'boxoffice',
  title: 'Box office',
  streams: [
    { ...describeStream('guests'), shape: 'customer', domain: 'contacts', incremental: 'changes' },
    { ...describeStream('bookings'), shape: 'checkout', domain: 'tickets', incremental: 'changes' },
    { ...describeStream('halls'), shape: 'store', domain: 'events', incremental: 'relist' },
  ],
  auth: ['key'],
  credentialFields: [
    { name: 'host', required: true, description: 'Where the box office runs' },
    { name: 'token', required: true, description: 'A token of the box office' },
  ],
  settingFields: [],
  changesReachSeconds: null,
  docs: 'https://boxoffice.example/docs',
};

/** A fifth provider, of which nothing outside of this folder knows. */
export default class FakeProvider implements ProviderPort {
  readonly stripped = new Stripping({ members: { door_code: 'remove' } });
  readonly webhook = new FakeWebhook();
  private readonly settings: FakeSettings;
  private readonly client: FakeClient;

  constructor(config: Config, calls: ProviderCalls) {
    this.settings = fakeConfig.of(config);
    this.client = new FakeClient(this.settings, calls);
  }

  describe = () => DESCRIPTION;
  earliest = async () => null;
  platformAccount = async () => null;

  platformWebhook(): PlatformWebhook | null {
    const { webhookSecrets } = this.settings;
    return webhookSecrets.length > 0 ? { secrets: () => webhookSecrets } : null;
  }

  async verifyCredentials(
    credentials: Readonly<Record<string, string>>,
    { signal }: CallContext,
  ): Promise<VerifiedAccount> {
    const { token = '', host = '' } = credentials;
    if (!/^[0-9a-f]{32}$/.test(token) || !URL.canParse(host)) throw new ProviderCredentialsError('No such token');
    const { body } = await this.client.send(
      { account: 'unknown', credentials },
      'GET',
      'account',
      new ProviderExchange(signal),
    );
    const externalAccountId = text(body.id);
    if (!externalAccountId) throw new ProviderProtocolError('An account without an id');
    return { externalAccountId, displayName: text(body.name), livemode: null, scopes: [] };
  }

  testConnection({ credentials }: Connection, context: CallContext): Promise<VerifiedAccount> {
    return this.verifyCredentials(credentials, context);
  }

  async *pull(
    connection: Connection,
    request: PullRequest,
    cursor: Json,
    { signal }: CallContext,
  ): AsyncGenerator<PullPage> {
    for (let after = cursor, first = cursor === null; ; first = false) {
      const from = after === null ? '' : `&after=${encodeURIComponent(String(after))}`;
      const path =
        request.kind === 'list' ? `${known(request.stream)}?${from}` : `journal?since=${request.since}${from}`;
      const exchange = await this.client.send(await accessOf(connection), 'GET', path, new ProviderExchange(signal));
      const { items, next } = exchange.body as { items?: (FakeObject & FakeChange)[]; next?: string | number | null };
      if (!Array.isArray(items) || next === undefined) throw new ProviderProtocolError('A page that is none');
      for (const { id, seq } of items) {
        const place = request.kind === 'list' ? id : seq;
        if (after !== null && !(place > after)) throw new ProviderProtocolError('A page from before its cursor');
      }
      if (next !== null && next === after) throw new ProviderProtocolError('A page that leads nowhere');
      const { requests, bytes, seconds } = exchange;
      const records =
        request.kind === 'list' ? listed(request.stream, items, seconds) : changed(request.streams, items);
      yield { records, cursor: next, requests, bytes, ...(first && { watermark: seconds }) };
      if (next === null) return;
      after = next;
    }
  }

  async fetchOne(
    connection: Connection,
    type: string,
    externalId: string,
    { signal }: CallContext,
  ): Promise<FetchedRecord> {
    const path = `${known(type)}/${encodeURIComponent(externalId)}`;
    const exchange = new ProviderExchange(signal);
    try {
      const { body, text: json } = await this.client.send(await accessOf(connection), 'GET', path, exchange);
      const { updated_at: seconds, rev: sequence } = body as FakeObject;
      if (body.id !== externalId) throw new ProviderProtocolError('Another object than the one asked for');
      if (type === 'halls') return { seconds: exchange.seconds, deleted: false, json };
      return { seconds, sequence, deleted: false, json };
    } catch (error) {
      if (!(error instanceof ProviderNotFoundError)) throw error;
      return { seconds: exchange.seconds, deleted: true, json: '{}' };
    }
  }

  normalise(type: string, raw: Record<string, unknown>): Record<string, unknown> {
    const { name, email, cents, cur } = raw;
    const currency = text(cur)?.toUpperCase() ?? null;
    const none = { phone: null, address: null, unsubscribed: null, createdAt: null };
    const always = { active: true, metadata: {} };
    if (type === 'guests') return { ...none, ...always, name: text(name), email: text(email), currency };
    if (type === 'halls') return { audienceId: null, name: text(name), url: null, currency, createdAt: null };
    const unsaid = { customerId: null, paymentId: null, status: null, paymentStatus: null, createdAt: null };
    return { ...unsaid, lines: [], expiresAt: null, totalMinor: integer(cents), currency };
  }

  readonly registrar = {
    register: async (connection: Connection, url: string, { signal }: CallContext): Promise<WebhookRegistration> => {
      const { body } = await this.client.send(
        await accessOf(connection),
        'POST',
        'hooks',
        new ProviderExchange(signal),
        { url },
      );
      return { externalIds: [String(body.id)], secrets: [String(body.secret)] };
    },
    unregister: async (
      connection: Connection,
      externalIds: readonly string[],
      { signal }: CallContext,
    ): Promise<void> => {
      for (const id of externalIds)
        await this.client
          .send(await accessOf(connection), 'DELETE', `hooks/${id}`, new ProviderExchange(signal))
          .catch(isGone);
    },
  };
}

function isGone(error: unknown): void {
  if (!(error instanceof ProviderNotFoundError)) throw error;
}

async function accessOf(connection: Connection): Promise<FakeAccess> {
  return {
    account: connection.externalAccountId,
    tenantId: connection.tenantId,
    credentials: await connection.current(),
  };
}

function known(stream: string): string {
  if (!FAKE_STREAMS.includes(stream)) throw new ProviderRequestError(`No stream "${stream}"`);
  return stream;
}

function listed(stream: string, objects: readonly FakeObject[], seconds: number): PullPage['records'] {
  return {
    types: objects.map(() => stream),
    externalIds: objects.map(({ id }) => id),
    dating: stream === 'halls' ? 'read' : 'change',
    seconds: objects.map(({ updated_at: updatedAt }) => (stream === 'halls' ? seconds : updatedAt)),
    sequences: objects.map(({ rev }) => rev),
    deleted: objects.map(() => false),
    json: JSON.stringify(objects),
  };
}

/** The last word of a page on each object. */
function changed(streams: readonly string[], changes: readonly FakeChange[]): PullPage['records'] {
  const wanted = changes.filter(({ stream }) => streams.includes(stream));
  const latest = [...new Map(wanted.map((change) => [`${change.stream}/${change.id}`, change])).values()];
  return {
    types: latest.map(({ stream }) => stream),
    externalIds: latest.map(({ id }) => id),
    dating: 'change',
    seconds: latest.map(({ at }) => at),
    sequences: latest.map(({ object }) => integer(asRecord(object).rev) ?? AFTER_ALL),
    deleted: latest.map(({ object }) => object === null),
    json: JSON.stringify(latest.map(({ object }) => object ?? {})),
  };
}
