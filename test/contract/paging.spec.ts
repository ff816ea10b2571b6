import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query } from '../support/database.js';
import { send } from '../support/http.client.js';
import { startInstance } from '../support/service.instance.js';
import { fetchOpenApi, fill, type OpenApi } from '../support/openapi.routes.js';
import type { Answer, Tenant } from '../support/tenant.js';
import { startWorld, type World } from '../support/world.js';
import { PROBLEM, type Page } from './shapes.js';

interface Operation {
  parameters?: { name: string; in: string }[];
  responses?: Record<string, { content?: Record<string, { schema?: { $ref?: string } }> }>;
}

const INVALID_CURSOR = { status: 400, body: { ...PROBLEM, code: 'invalid_cursor' } };

/** Paths of everything that answers with `data` and `nextCursor`, without the prefix. */
function listRoutes(document: OpenApi): string[] {
  const { schemas } = document.components as { schemas: Record<string, { properties?: Record<string, unknown> }> };
  const isList = ({ responses }: Operation) => {
    const reference = responses?.['200']?.content?.['application/json']?.schema?.$ref;
    const properties = schemas[reference?.split('/').at(-1) ?? '']?.properties ?? {};
    // The feed of changes has no end, and its own spec.
    return Object.hasOwn(properties, 'nextCursor') && !Object.hasOwn(properties, 'upToDate');
  };
  return Object.entries(document.paths)
    .filter(([, { get }]) => get && isList(get as Operation))
    .map(([path]) => path.replace('/api/v1', ''));
}

/** What tells an item of a list from all others. */
function identityOf(item: Record<string, unknown>): string {
  const { tenantId, id, integrationId, syncType, provider, day, type, externalId, name } = item;
  return JSON.stringify(id ?? [tenantId, integrationId, syncType, provider, day, type, externalId, name]);
}

describe('Every list', () => {
  let world: World;
  let tenant: Tenant;
  let admin: Tenant;
  let document: OpenApi;
  let integrationIds: string[];

  beforeAll(async () => {
    world = await startWorld();
    tenant = world.tenant();
    admin = world.tenant({ role: 'admin' });
    document = await fetchOpenApi(world.service.url);
    for (const name of ['one', 'two', 'three']) {
      await tenant.call('POST', '/notifications/endpoints', { url: `https://${name}.example.org/` });
    }
    integrationIds = [];
    for (const seed of [1, 2, 3]) {
      const { secretKey } = await world.account({ scale: 3, seed });
      integrationIds.push(await tenant.connect(secretKey));
    }
    const [first = ''] = integrationIds;
    for (const syncType of ['customers', 'products']) {
      await tenant.syncAndWait(first, syncType);
      for (const id of integrationIds) {
        await tenant.call('PUT', `/sync/schedules/${id}/${syncType}`, { everySeconds: 86_400 });
      }
      await tenant.call('POST', `/integrations/${first}/webhook-endpoints`, {});
    }
    await plant();
  });
  afterAll(() => world?.end());

  /** What takes an accident to come about. */
  async function plant(): Promise<void> {
    const { adminUrl } = world.database;
    for (let i = 0; i < 3; i++) {
      await query(
        adminUrl,
        `INSERT INTO webhook_events (tenant_id, id, endpoint, dedupe_key, provider, integration_id, type, status, received_at, received_on)
         VALUES ($1, new_id(), 'stripe', $2, 'stripe', $3, 'customer.updated', 'dead', now(), current_date)`,
        [tenant.id, randomUUID(), integrationIds[0]],
      );
      await query(
        adminUrl,
        `INSERT INTO outbound_targets (tenant_id, id, integration_id, provider, target, entity, platform_id, subject, wanted, status)
         VALUES ($1, gen_random_uuid(), $2, 'stripe', 'customer', 'contacts', $3, $3, 1, 'applied')`,
        [tenant.id, integrationIds[0], `con_${i}`],
      );
      await query(
        adminUrl,
        `INSERT INTO provider_usage (tenant_id, provider, day, api_calls) VALUES ($1, 'stripe', current_date - $2::int, 1)`,
        [randomUUID(), i % 2],
      );
      await admin.call('GET', '/admin/queues');
    }
  }

  const callerOf = (path: string) => (path.startsWith('/admin/') ? admin : tenant);
  const pathOf = (path: string) => fill(path, { id: integrationIds[0] ?? '' });
  const get = (path: string, parameters: Record<string, string>): Promise<Answer<Page>> =>
    callerOf(path).call<Page>('GET', `${pathOf(path)}?${new URLSearchParams(parameters)}`);

  it('is known here', () => {
    expect(listRoutes(document).sort()).toEqual([
      '/admin/audit',
      '/admin/dead-letters',
      '/admin/integrations',
      '/admin/queues',
      '/admin/usage',
      '/admin/webhook-events',
      '/integrations',
      '/integrations/{id}/records',
      '/integrations/{id}/webhook-endpoints',
      '/notifications/deliveries',
      '/notifications/endpoints',
      '/providers',
      '/sync/outbound',
      '/sync/runs',
      '/sync/schedules',
      '/sync/status',
      '/webhooks/events',
    ]);
  });

  it('documents its limit and its cursor', () => {
    for (const path of listRoutes(document)) {
      const { parameters = [] } = document.paths[`/api/v1${path}`]?.get as Operation;
      const names = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
      expect([path, names]).toEqual([path, expect.arrayContaining(['limit', 'cursor'])]);
    }
  });

  it('is walked one by one, each item once and in the same order', async () => {
    for (const path of listRoutes(document)) {
      const { body: whole } = await get(path, { limit: '200' });
      expect([path, whole.nextCursor, whole.data.length > 1]).toEqual([path, null, true]);
      const walked: string[] = [];
      let cursor: string | null = null;
      do {
        const { status, body }: Answer<Page> = await get(path, { limit: '1', ...(cursor && { cursor }) });
        expect([path, status, body.data?.length]).toEqual([path, 200, 1]);
        walked.push(...body.data.map(identityOf));
        cursor = body.nextCursor;
      } while (cursor);
      expect([path, new Set(walked).size]).toEqual([path, walked.length]);
      const expected = whole.data.map(identityOf);
      // Newest first, and what administrators ask for is written down: walking the audit log makes it longer.
      expect([path, walked.slice(-expected.length)]).toEqual([path, expected]);
      if (path !== '/admin/audit') expect([path, walked.length]).toEqual([path, expected.length]);
    }
  });

  it('takes a cursor of the same query only, and of the same tenant', async () => {
    const other = world.tenant();
    const filtered: Record<string, Record<string, string>> = {
      '/integrations': { provider: 'stripe' },
      '/integrations/{id}/records': { type: 'customers' },
      '/sync/runs': { syncType: 'customers' },
      '/sync/schedules': { integrationId: integrationIds[1] ?? '' },
      '/sync/status': { integrationId: integrationIds[1] ?? '' },
      '/webhooks/events': { status: 'dead' },
      '/admin/integrations': { provider: 'stripe' },
      '/admin/webhook-events': { status: 'dead' },
      '/admin/dead-letters': { kind: 'webhook' },
      '/admin/usage': { provider: 'stripe' },
      '/admin/audit': { actor: 'user:user-1' },
    };
    for (const path of listRoutes(document)) {
      const cursor = (await get(path, { limit: '1' })).body.nextCursor ?? '';
      expect(await get(path, { cursor: `${cursor}x` })).toMatchObject(INVALID_CURSOR);
      const filter = filtered[path];
      if (filter) expect([path, await get(path, { cursor, ...filter })]).toMatchObject([path, INVALID_CURSOR]);
      if (path.startsWith('/admin/') || path.includes('{id}')) continue;
      const stolen = await other.call('GET', `${path}?${new URLSearchParams({ cursor })}`);
      expect([path, stolen]).toMatchObject([path, INVALID_CURSOR]);
    }
    const [one, two] = integrationIds;
    const first = await tenant.call<Page>('GET', `/integrations/${one}/records?limit=1`);
    const elsewhere = `/integrations/${two}/records?cursor=${first.body.nextCursor}`;
    expect(await tenant.call('GET', elsewhere)).toMatchObject(INVALID_CURSOR);
  });

  it('goes on after short and empty pages where a filter lets few rows pass', async () => {
    const small = await startInstance(world.service, { LIST_ROWS_READ: '2' });
    const walk = async (path: string) => {
      const pages: number[] = [];
      let cursor: string | null = null;
      do {
        const query: string = cursor ? `&${new URLSearchParams({ cursor })}` : '';
        const headers = { authorization: `Bearer ${callerOf(path).token()}` };
        const { status, body } = await send(small.url, { path: `/api/v1${pathOf(path)}${query}`, headers });
        expect([path, status]).toEqual([path, 200]);
        pages.push((body.data as unknown[]).length);
        cursor = body.nextCursor as string | null;
      } while (cursor);
      return pages;
    };
    const sum = (pages: number[]) => pages.reduce((total, count) => total + count, 0);
    // Three events, two to a page.
    expect(await walk('/webhooks/events?status=dead')).toEqual([2, 1]);
    expect(await walk('/webhooks/events?type=nothing')).toEqual([0, 0]);
    expect(await walk(`/admin/webhook-events?provider=nothing&tenantId=${tenant.id}`)).toEqual([0, 0]);
    expect(sum(await walk('/admin/webhook-events?provider=nothing'))).toBe(0);
    expect(await walk('/admin/webhook-events?status=dead')).toEqual([2, 1]);
    expect(await walk('/admin/integrations?status=connected')).toEqual([2, 1]);
    expect(await walk('/admin/audit?actor=nobody')).toEqual(expect.arrayContaining([0]));
    expect(sum(await walk('/sync/runs?syncType=products'))).toBe(1);
    expect(sum(await walk('/admin/usage?provider=nothing'))).toBe(0);
    const records = `/integrations/{id}/records`;
    expect(sum(await walk(`${records}?deleted=true`))).toBe(0);
    expect(sum(await walk(`${records}?updatedSince=2000-01-01&deleted=false`))).toBe(
      sum(await walk(`${records}?updatedSince=2000-01-01`)),
    );
    await small.stop();
  });

  it('refuses other limits, and a cursor of nothing', async () => {
    for (const path of listRoutes(document)) {
      for (const parameters of [{ limit: '0' }, { limit: '201' }, { limit: 'x' }, { cursor: '' }, { cursor: 'x' }]) {
        const { status } = await get(path, parameters as unknown as Record<string, string>);
        expect([path, parameters, status]).toEqual([path, parameters, 400]);
      }
    }
  });
});
