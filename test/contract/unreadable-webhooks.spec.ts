import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query } from '../support/database.js';
import { send, type RawAnswer } from '../support/http.client.js';
import { startProviderSandboxes, type ProviderSandboxes } from '../support/provider.sandboxes.js';
import { eventually, type Tenant } from '../support/tenant.js';
import { SENDERS, type Sender } from './unreadable.deliveries.js';

const NO_TENANT = '00000000-0000-0000-0000-000000000000';
const OWN_SECRET = 'unreadable-own-secret-0123456789';

interface Row {
  id: string;
  tenantId: string;
  integrationId: string | null;
  status: string;
  type: string;
  eventId: string | null;
  account: string | null;
  duplicates: number;
  error: { code: string; message: string } | null;
  isSettled: boolean;
  body: Buffer;
}

interface Listed {
  data: { id: string; tenantId?: string; error: { code: string } | null }[];
}

describe('Signed deliveries that cannot be understood', () => {
  let world: ProviderSandboxes;
  let tenant: Tenant;
  let stranger: Tenant;
  let admin: Tenant;
  const ids = new Map<string, { integrationId: string; accountId: string; path: string }>();

  beforeAll(async () => {
    const secrets = Object.values(SENDERS).map(({ variable, secret }) => [variable, secret]);
    world = await startProviderSandboxes([...new Set(Object.values(SENDERS).map(({ provider }) => provider))], {
      ...(Object.fromEntries(secrets) as Record<string, string>),
      WEBHOOK_AUTO_REGISTER: 'false',
    });
    tenant = world.tenant();
    stranger = world.tenant();
    admin = world.tenant({ role: 'admin' });
    for (const [name, { provider }] of Object.entries(SENDERS)) ids.set(name, await connect(provider));
  });
  afterAll(() => world?.end());

  const accounts = new Map<string, Promise<{ integrationId: string; accountId: string }>>();
  const connectAccount = async (provider: string) => {
    const { control, plan } = world.sandbox(provider);
    const account = await control.createAccount({ ...plan.account(), scale: 1, seed: 7 });
    const { credentials } = account as unknown as { credentials: Record<string, string> };
    const { body } = await tenant.call<{ id: string; externalAccountId: string }>('POST', '/integrations', {
      provider,
      credentials,
    });
    return { integrationId: body.id, accountId: body.externalAccountId };
  };
  /** An account of the provider, and an endpoint of its own with {@link OWN_SECRET}. */
  async function connect(provider: string) {
    const known = accounts.get(provider) ?? connectAccount(provider);
    accounts.set(provider, known);
    const { integrationId, accountId } = await known;
    const endpoints = `/integrations/${integrationId}/webhook-endpoints`;
    const { body } = await tenant.call<{ url: string }>('POST', endpoints, { secret: OWN_SECRET });
    return { integrationId, accountId, path: new URL(body.url).pathname };
  }

  const post = (sender: Sender, path: string, secret: string, body: Buffer): Promise<RawAnswer> =>
    send(world.service.url, {
      method: 'POST',
      path,
      headers: {
        'content-type': sender.contentType,
        ...sender.sign(body, secret, `${world.service.env.PUBLIC_URL}${path}`),
      },
      body,
    });
  const kept = async () => {
    const found = await query<{ id: string }>(world.database.adminUrl, 'SELECT id FROM webhook_events');
    return found.map(({ id }) => id);
  };
  const rowsOf = (chosen: readonly string[]) =>
    query<Row>(
      world.database.adminUrl,
      `SELECT e.id, e.tenant_id AS "tenantId", e.integration_id AS "integrationId", e.status, e.type, e.account,
         e.event_id AS "eventId", e.duplicates, e.error, b.body,
         e.due_at IS NULL AND e.processed_at IS NOT NULL AS "isSettled"
       FROM webhook_events e LEFT JOIN webhook_bodies b ON b.tenant_id = e.tenant_id AND b.event_id = e.id
       WHERE e.id = ANY ($1)`,
      [chosen],
    );
  /** What it adds to the inbox. */
  const added = async (work: () => Promise<unknown>) => {
    const before = new Set(await kept());
    await work();
    return rowsOf((await kept()).filter((id) => !before.has(id)));
  };
  const lists = async ({ id }: Row) => {
    const has = async (caller: Tenant, path: string) => {
      const { status, body } = await caller.call<Listed>('GET', path);
      return status === 200 && body.data.some((event) => event.id === id);
    };
    return {
      tenant: await has(tenant, '/webhooks/events?limit=200'),
      stranger: await has(stranger, '/webhooks/events?limit=200'),
      adminEvents: await has(admin, '/admin/webhook-events?status=dead&limit=200'),
      adminDeadLetters: await has(admin, '/admin/dead-letters?kind=webhook&limit=200'),
    };
  };
  const FRESH = { status: 200, text: '{"received":true,"duplicate":false}' };
  const KNOWN = { status: 200, text: '{"received":true,"duplicate":true}' };

  const cases = Object.entries(SENDERS).flatMap(([name, sender]) =>
    Object.entries(sender.bodies).map(([what, [code, body]]) => ({ name, what, sender, code, body })),
  );

  it.each(cases)("$name's $what on the platform's endpoint: one dead event of no tenant", async (the) => {
    const { sender, code, body } = the;
    const path = `/api/v1/webhooks/${sender.provider}`;
    const deliver = () => post(sender, path, sender.secret, body);
    const [row, ...others] = await added(async () => expect(await deliver()).toMatchObject(FRESH));
    expect(others).toEqual([]);
    const dead = { status: 'dead', type: 'unreadable', eventId: null, account: null, isSettled: true };
    expect(row).toMatchObject({ ...dead, tenantId: NO_TENANT, integrationId: null, duplicates: 0, error: { code } });
    expect(row!.body.equals(body)).toBe(true);
    expect(await added(async () => expect(await deliver()).toMatchObject(KNOWN))).toEqual([]);
    expect(await rowsOf([row!.id])).toMatchObject([{ status: 'dead', duplicates: 1 }]);
  });

  it.each(cases)("$name's $what on an endpoint of its own: one dead event of its tenant", async (the) => {
    const { name, sender, code, body } = the;
    const { path, integrationId } = ids.get(name)!;
    const deliver = () => post(sender, path, OWN_SECRET, body);
    const [row, ...others] = await added(async () => expect(await deliver()).toMatchObject(FRESH));
    expect(others).toEqual([]);
    const dead = { status: 'dead', type: 'unreadable', eventId: null, account: null, isSettled: true };
    expect(row).toMatchObject({ ...dead, tenantId: tenant.id, integrationId, duplicates: 0, error: { code } });
    expect(row!.body.equals(body)).toBe(true);
    expect(await added(async () => expect(await deliver()).toMatchObject(KNOWN))).toEqual([]);
    expect((await tenant.call('GET', `/webhooks/events/${row!.id}`)).body).toMatchObject({
      status: 'dead',
      duplicates: 1,
      eventId: null,
      error: { code, message: expect.any(String) },
    });
    expect((await stranger.call('GET', `/webhooks/events/${row!.id}`)).status).toBe(404);
  });

  it.each(Object.keys(SENDERS))('of %s are refused when they are not signed', async (name) => {
    const sender = SENDERS[name]!;
    const { body } = Object.values(sender.bodies).map(([, bytes]) => ({ body: bytes }))[0]!;
    for (const path of [`/api/v1/webhooks/${sender.provider}`, ids.get(name)!.path]) {
      const answer = () =>
        post(sender, path, 'somebody-elses-secret-0123456789', Buffer.concat([body, Buffer.from('=')]));
      expect(await added(async () => expect(await answer()).toMatchObject({ status: 401 }))).toEqual([]);
    }
  });

  describe('afterwards', () => {
    const sender = SENDERS.stripe!;
    const keep = async (path: string, secret: string, text: string) =>
      (await added(() => post(sender, path, secret, Buffer.from(text))))[0] as Row;

    it('are seen by administrators alone, who can let them go, when they came to the platform', async () => {
      const row = await keep('/api/v1/webhooks/stripe', sender.secret, 'seen by administrators');
      const seen = { adminEvents: true, adminDeadLetters: true };
      expect(await lists(row)).toEqual({ ...seen, tenant: false, stranger: false });
      expect(await admin.call('POST', `/admin/dead-letters/webhook/${row.id}/replay`)).toMatchObject({
        status: 409,
        body: { code: 'webhook_event_not_replayable' },
      });
      expect((await tenant.call('POST', `/webhooks/events/${row.id}/replay`)).status).toBe(404);
      expect((await admin.call('POST', `/admin/dead-letters/webhook/${row.id}/discard`)).status).toBe(200);
      expect(await lists(row)).toMatchObject({ adminDeadLetters: false });
    });

    it("are seen by the endpoint's tenant too, when they came to an endpoint of its own", async () => {
      const row = await keep(ids.get('stripe')!.path, OWN_SECRET, 'seen by its tenant');
      const seen = { adminEvents: true, adminDeadLetters: true };
      expect(await lists(row)).toEqual({ ...seen, tenant: true, stranger: false });
    });

    it.each([
      ['garbage', Buffer.from('to be replayed')],
      [
        'invalid UTF-8',
        Buffer.concat([Buffer.from('{"id":"evt_r","type":"x","a":"'), Buffer.from([0xff, 0x22, 0x7d])]),
      ],
      ['an event without an id', Buffer.from('{"type":"customer.updated","data":{"object":{"id":"cus_1"}}}')],
      ['too deep a list', Buffer.from('['.repeat(70))],
    ])('are dead again, at once and for the same reason, when %s is replayed', async (_, body) => {
      const { path } = ids.get('stripe')!;
      const [row] = await added(() => post(sender, path, OWN_SECRET, body));
      const fence = async () => {
        const sql = 'SELECT fence, status, attempts, error FROM webhook_events WHERE id = $1';
        return (await query<{ fence: number }>(world.database.adminUrl, sql, [row!.id]))[0]!;
      };
      for (const [caller, url] of [
        [tenant, `/webhooks/events/${row!.id}/replay`],
        [admin, `/admin/dead-letters/webhook/${row!.id}/replay`],
      ] as const) {
        const { fence: before } = await fence();
        expect((await caller.call('POST', url)).status).toBe(202);
        const again = await eventually(fence, (now) => now.fence > before && 'status' in now && now.status === 'dead');
        expect(again).toMatchObject({ attempts: 0, error: row!.error });
      }
    });

    it('are no others: an object is stored with U+FFFD for what is no text, and is dead if its id is no key', async () => {
      const { path, integrationId } = ids.get('stripe')!;
      const deliver = async (id: string, object: Record<string, unknown>) => {
        const event = { id, type: 'customer.updated', created: 1_800_000_000, livemode: false, data: { object } };
        const [row] = await added(() => post(sender, path, OWN_SECRET, Buffer.from(JSON.stringify(event))));
        return eventually(
          async () => (await rowsOf([row!.id]))[0]!,
          ({ status }) => !['received', 'processing'].includes(status),
        );
      };
      const name = 'a\0b\ud800c';
      expect(await deliver('evt_text', { id: 'cus_text', object: 'customer', name })).toMatchObject({ status: 'done' });
      const record = await tenant.call('GET', `/integrations/${integrationId}/records/customers/cus_text?raw=true`);
      expect(record.body).toMatchObject({ raw: { name: 'a\ufffdb\ufffdc' } });
      for (const [n, id] of ['x'.repeat(10_000), 'cus_\0'].entries()) {
        expect(await deliver(`evt_key_${n}`, { id, object: 'customer', name: 'x' })).toMatchObject({
          status: 'dead',
          error: { code: 'malformed_event' },
        });
      }
    });

    it('are counted', async () => {
      const metrics = await (await fetch(`${world.service.url}/metrics`)).text();
      for (const provider of ['stripe', 'square', 'quickbooks', 'mailchimp']) {
        expect(metrics).toMatch(new RegExp(`webhook_deliveries_total\\{.*provider="${provider}",outcome="unreadable"`));
        expect(metrics).toMatch(new RegExp(`webhook_events_total\\{.*provider="${provider}",status="dead"`));
      }
    });
  });

  describe('in part', () => {
    const change = (id: string, more: Record<string, unknown> = {}) => ({
      specversion: '1.0',
      id,
      source: 'intuit.x',
      type: 'qbo.timeactivity.created.v1',
      time: '2026-11-23T02:13:10Z',
      intuitentityid: '1',
      intuitaccountid: ids.get('quickbooks')!.accountId,
      ...more,
    });
    const summary = (found: readonly Row[]) => {
      return found
        .map(({ eventId, type, tenantId, error }) => [eventId, type, tenantId, error?.code].join(' '))
        .sort((a, b) => a.localeCompare(b));
    };

    it.each<[string, (id: string) => string, string]>([
      ["the platform's endpoint", () => '/api/v1/webhooks/quickbooks', SENDERS.quickbooks!.secret],
      ['an endpoint of its own', () => ids.get('quickbooks')!.path, OWN_SECRET],
    ])('keep the good changes of a batch on %s, and the bad ones as dead', async (where, path, secret) => {
      const key = where.length;
      const bad = [
        change(`bad-${key}`, { type: 7 }),
        null,
        change(`none-${key}`, { intuitentityid: 7, type: 'qbo.invoice.updated.v1' }),
      ];
      const batch = [change(`a-${key}`), ...bad, change(`b-${key}`), bad[0]];
      const body = Buffer.from(JSON.stringify(batch));
      const deliver = () => post(SENDERS.quickbooks!, path(''), secret, body);
      const found = await added(async () => expect(await deliver()).toMatchObject(FRESH));
      const owner = where === 'an endpoint of its own' ? tenant.id : NO_TENANT;
      const good = ['a', 'b'].map((id) => `${id}-${key} qbo.timeactivity.created.v1 ${tenant.id} `);
      const dead = Array<string>(3).fill(` unreadable ${owner} malformed_event`);
      expect(summary(found)).toEqual([...dead, ...good].sort((a, b) => a.localeCompare(b)));
      const isDone = (row?: { status: string }) => row?.status === 'ignored';
      for (const { id } of found.filter(({ eventId }) => eventId)) {
        await eventually(async () => (await rowsOf([id]))[0], isDone);
      }
      expect(await added(async () => expect(await deliver()).toMatchObject(KNOWN))).toEqual([]);
    });

    it('keep every change of the largest batch that is read', async () => {
      const batch = Array.from({ length: 5_000 }, (_, n) => change(`large-${n}`, n % 2 ? { type: n } : {}));
      const body = Buffer.from(JSON.stringify(batch));
      const { quickbooks } = SENDERS;
      const answer = () => post(quickbooks!, '/api/v1/webhooks/quickbooks', quickbooks!.secret, body);
      const found = await added(async () => expect(await answer()).toMatchObject(FRESH));
      expect(found.filter(({ type }) => type === 'unreadable')).toHaveLength(2_500);
      expect(found).toHaveLength(5_000);
    });

    it("keep the good events of Mandrill's list", async () => {
      const list = JSON.stringify([{ event: 'open', ts: 5, _id: 'm1' }, 7, { event: 'click', ts: 6, _id: 'm1' }]);
      const body = Buffer.from(`mandrill_events=${encodeURIComponent(list)}`);
      const { mandrill } = SENDERS;
      const deliver = () => post(mandrill!, '/api/v1/webhooks/mailchimp', mandrill!.secret, body);
      const found = await added(async () => expect(await deliver()).toMatchObject(FRESH));
      expect(found.map(({ type, status }) => `${type} ${status}`).sort((a, b) => a.localeCompare(b))).toEqual([
        'click ignored',
        'open ignored',
        'unreadable dead',
      ]);
      expect(await added(async () => expect(await deliver()).toMatchObject(KNOWN))).toEqual([]);
    });
  });
});
