import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ENTITIES } from '../../src/outbound/items/entity.js';
import { ITEM_EXAMPLES } from '../../src/outbound/items/item.examples.js';
import { query } from '../support/database.js';
import { deliver, stripeEventBody } from '../support/stripe.delivery.js';
import { dumpTables } from '../support/table.dump.js';
import { eventually, type Tenant } from '../support/tenant.js';
import { startWorld, type World } from '../support/world.js';

interface Page {
  data: Record<string, unknown>[];
  nextCursor: string | null;
}

/** What a tenant owns, by the names of route parameters. */
interface Belongings {
  integrationId: string;
  runId: string;
  exportId: string;
  eventId: string;
  endpointId: string;
}

const ROTATE = { secret: 'whsec_rotated_0123456789' };
const LISTS = ['/integrations', '/sync/runs', '/sync/status', '/sync/schedules', '/webhooks/events'];

let world: World;

beforeAll(async () => {
  // What was used is added up in the background, and would look like a change between two looks at the tables.
  world = await startWorld({ USAGE_FLUSH_MS: '3600000' });
});
afterAll(() => world?.end());

describe.each(['different accounts', 'the same account'])('Two tenants with %s', (kind) => {
  let mine: Tenant;
  let theirs: Tenant;
  let own: Belongings;
  let foreign: Belongings;

  beforeAll(async () => {
    const [first, second] = [await world.account({ scale: 20, seed: 1 }), await world.account({ scale: 20, seed: 2 })];
    [mine, theirs] = [world.tenant(), world.tenant()];
    own = await furnish(mine, first.id, first.secretKey);
    const shared = kind === 'the same account' ? first : second;
    foreign = await furnish(theirs, shared.id, shared.secretKey);
    // Facts are reported in the background too.
    await eventually(
      () => query(world.database.adminUrl, `SELECT 1 FROM facts WHERE status <> 'told'`),
      (open) => open.length === 0,
    );
  });

  /** One of everything. */
  async function furnish(tenant: Tenant, account: string, key: string): Promise<Belongings> {
    const integrationId = await tenant.connect(key);
    const { id: runId } = await tenant.syncAndWait(integrationId);
    const batch = { operation: 'export', integrationId, syncTypes: ['customers'] };
    const exported = await tenant.call<{ runs: { id: string }[] }>('POST', '/sync/batch', batch);
    const exportId = exported.body.runs[0]?.id as string;
    await tenant.finished(exportId);
    await tenant.call('PUT', `/sync/schedules/${integrationId}/all`, { cron: '@yearly' });
    const endpoint = await tenant.call<{ id: string }>('POST', `/integrations/${integrationId}/webhook-endpoints`, {});
    const object = { id: 'cus_hook', object: 'customer', name: 'Hook' };
    const created = Math.floor(Date.now() / 1000);
    const body = stripeEventBody({ id: `evt_${randomUUID()}`, type: 'customer.updated', account, created, object });
    await deliver(world.service.url, body);
    const events = await eventually(
      async () => (await tenant.call<Page>('GET', '/webhooks/events?status=done')).body.data,
      ({ length }) => length > 0,
    );
    return { integrationId, runId, exportId, eventId: String(events[0]?.id), endpointId: endpoint.body.id };
  }

  it('each see their own, and nothing of the other', async () => {
    for (const path of LISTS) {
      const [here, there] = [await mine.call<Page>('GET', path), await theirs.call<Page>('GET', path)];
      expect([path, here.body.data.length > 0, there.body.data.length > 0]).toEqual([path, true, true]);
      const shown = JSON.stringify(here.body);
      for (const id of Object.values(foreign)) expect([path, shown.includes(id)]).toEqual([path, false]);
      expect(shown).not.toContain(theirs.id);
    }
  });

  it.each<[string, string, (of: Belongings) => string, unknown?]>([
    ['integration', 'GET', (of) => `/integrations/${of.integrationId}`],
    ['name', 'PATCH', (of) => `/integrations/${of.integrationId}`, { name: 'taken' }],
    ['connection test', 'POST', (of) => `/integrations/${of.integrationId}/test`],
    ['refresh', 'POST', (of) => `/integrations/${of.integrationId}/refresh`],
    ['records', 'GET', (of) => `/integrations/${of.integrationId}/records?type=customers`],
    ['record', 'GET', (of) => `/integrations/${of.integrationId}/records/customers/cus_hook`],
    ['endpoints', 'GET', (of) => `/integrations/${of.integrationId}/webhook-endpoints`],
    ['new endpoint', 'POST', (of) => `/integrations/${of.integrationId}/webhook-endpoints`, {}],
    ['rotation', 'POST', (of) => `/integrations/${of.integrationId}/webhook-endpoints/${of.endpointId}/rotate`, ROTATE],
    ['end of an endpoint', 'DELETE', (of) => `/integrations/${of.integrationId}/webhook-endpoints/${of.endpointId}`],
    ['sync', 'POST', () => '/sync', { syncType: 'all' }],
    ['resync', 'POST', () => '/sync/batch', { operation: 'resync' }],
    ['run', 'GET', (of) => `/sync/runs/${of.runId}`],
    ['progress', 'GET', (of) => `/sync/runs/${of.runId}/events`],
    ['cancellation', 'POST', (of) => `/sync/runs/${of.runId}/cancel`],
    ['retry', 'POST', (of) => `/sync/runs/${of.runId}/retry`],
    ['export', 'GET', (of) => `/sync/runs/${of.exportId}/export`],
    ['schedule', 'PUT', (of) => `/sync/schedules/${of.integrationId}/all`, { everySeconds: 60 }],
    ['end of a schedule', 'DELETE', (of) => `/sync/schedules/${of.integrationId}/all`],
    ['event', 'GET', (of) => `/webhooks/events/${of.eventId}`],
    ['replay', 'POST', (of) => `/webhooks/events/${of.eventId}/replay`],
    ['rules', 'GET', (of) => `/integrations/${of.integrationId}/rules`],
    ['rule', 'GET', (of) => `/integrations/${of.integrationId}/rules/sale`],
    ['decision', 'PUT', (of) => `/integrations/${of.integrationId}/rules/sale`, { enabled: true }],
    ['choices', 'GET', (of) => `/integrations/${of.integrationId}/choices/depositTo`],
    ['disconnection', 'DELETE', (of) => `/integrations/${of.integrationId}`],
  ])("the other's %s is 404, and untouched", async (_, method, path, ...bodies) => {
    const body = bodies[0] as Record<string, unknown> | undefined;
    const named = method === 'POST' && path(foreign).startsWith('/sync') && body;
    const sent = named ? { ...body, integrationId: foreign.integrationId } : body;
    const before = await fingerprint();
    const answer = await mine.call(method, path(foreign), sent);
    expect(answer).toMatchObject({ status: 404, body: { status: 404, code: expect.stringMatching(/not_found$/) } });
    expect(await fingerprint()).toEqual(before);
  });

  it.each(ENTITIES)('an integration of theirs gets no %s from me', async (entity) => {
    const before = await fingerprint();
    const answer = await mine.call('POST', `/sync/${entity}`, {
      items: [ITEM_EXAMPLES[entity]],
      integrationIds: [own.integrationId, foreign.integrationId],
    });
    expect(answer).toMatchObject({ status: 404, body: { code: 'integration_not_found' } });
    expect(await fingerprint()).toEqual(before);
  });

  it('an endpoint of theirs is not found under an integration of mine', async () => {
    const path = `/integrations/${own.integrationId}/webhook-endpoints/${foreign.endpointId}`;
    expect((await mine.call('DELETE', path)).status).toBe(404);
    expect((await mine.call('POST', `${path}/rotate`, ROTATE)).status).toBe(404);
  });

  it('filters by an id of theirs find nothing', async () => {
    for (const path of LISTS.slice(1)) {
      const find = async (id: string) => {
        const { status, body } = await mine.call('GET', `${path}?integrationId=${id}`);
        return [path, status, { ...body, requestId: undefined }];
      };
      expect(await find(foreign.integrationId)).toEqual(await find(randomUUID()));
    }
    const filter = { integrationId: foreign.integrationId, status: 'done' };
    const byIds = { ids: [foreign.eventId], status: 'done' };
    for (const given of [filter, byIds]) {
      expect(await mine.call('POST', '/webhooks/events/replay', { filter: given })).toMatchObject({
        status: 202,
        body: { replayed: 0 },
      });
    }
  });

  it('a cursor of theirs is refused', async () => {
    const { body } = await theirs.call<Page>('GET', '/sync/runs?limit=1');
    expect(body.nextCursor).toEqual(expect.any(String));
    expect(await mine.call('GET', `/sync/runs?limit=1&cursor=${body.nextCursor}`)).toMatchObject({
      status: 400,
      body: { code: 'invalid_cursor' },
    });
  });

  it('one idempotency key means two things', async () => {
    const key = { 'idempotency-key': 'shared-key' };
    const make = (tenant: Tenant, { integrationId }: Belongings) =>
      tenant.call<{ id: string }>('POST', `/integrations/${integrationId}/webhook-endpoints`, {}, key);
    const [here, there] = [await make(mine, own), await make(theirs, foreign)];
    expect([here.status, there.status]).toEqual([201, 201]);
    expect(there.headers.get('idempotent-replayed')).toBeNull();
    expect(there.body.id).not.toBe(here.body.id);
    expect((await make(mine, own)).body).toEqual(here.body);
  });

  it('disconnecting the one leaves the other connected', async () => {
    expect((await theirs.call('DELETE', `/integrations/${foreign.integrationId}`)).status).toBe(204);
    expect((await mine.syncAndWait(own.integrationId)).status).toBe('succeeded');
    expect((await mine.call('GET', `/integrations/${own.integrationId}`)).body).toMatchObject({ status: 'connected' });
  });

  /** What theirs looks like in the database. */
  async function fingerprint(): Promise<string[]> {
    const dump = await dumpTables(world.database.adminUrl);
    return dump
      .split('\n')
      .filter((row) => row.includes(theirs.id))
      .sort();
  }
});

describe('Without a tenant', () => {
  it('one account of two tenants brings its event to both', async () => {
    const account = await world.account({ scale: 5, seed: 3 });
    const tenants = [world.tenant(), world.tenant()];
    for (const tenant of tenants) await tenant.connect(account.secretKey);
    const object = { id: 'cus_both', object: 'customer', name: 'Both' };
    const body = stripeEventBody({ id: 'evt_both', type: 'customer.updated', account: account.id, created: 1, object });
    await deliver(world.service.url, body);
    for (const tenant of tenants) {
      await eventually(
        async () => (await tenant.call<Page>('GET', '/webhooks/events')).body.data,
        (events) => events.length === 1 && events[0]?.eventId === 'evt_both',
      );
    }
    const rows = await query(
      world.database.adminUrl,
      `SELECT DISTINCT tenant_id FROM webhook_events WHERE event_id = 'evt_both'`,
    );
    expect(rows.map(({ tenant_id: id }) => String(id)).sort()).toEqual(tenants.map(({ id }) => id).sort());
  });
});
