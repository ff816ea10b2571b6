import { randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import type { DeadLetterDto } from '../../src/admin/dead-letters/dead-letter.dto.js';
import type { NotificationEndpointDto } from '../../src/notifications/endpoints/endpoint.dto.js';
import type { DeliveryDetailDto, DeliveryDto } from '../../src/notifications/deliveries/delivery.dto.js';
import { query } from '../support/database.js';
import { eventually, type Tenant } from '../support/tenant.js';
import { startWorld, type World } from '../support/world.js';

interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

const PLATFORM_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** By two libraries of different authors, neither of which takes another text. */
function expectSigned(secret: string | null, headers: IncomingHttpHeaders, body: string): void {
  for (const library of [new Webhook(secret ?? ''), new SvixWebhook(secret ?? '')]) {
    const verify = (text: string) => () => library.verify(text, headers as Record<string, string>);
    expect(verify(body)).not.toThrow();
    expect(verify(`${body} `)).toThrow();
  }
}

describe('Notifications', () => {
  let receiver: Server;
  let base: string;
  const received: Received[] = [];
  /** Statuses to answer with, by path; then 200. */
  const answers = new Map<string, number[]>();
  let world: World;
  let tenant: Tenant;

  beforeAll(async () => {
    receiver = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const path = request.url ?? '';
        received.push({ path, headers: request.headers, body: Buffer.concat(chunks).toString() });
        const status = answers.get(path)?.shift() ?? 200;
        response.writeHead(status, status === 302 ? { location: `${base}/elsewhere` } : {}).end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    world = await startWorld({
      PLATFORM_EVENTS_URL: `${base}/platform`,
      PLATFORM_EVENTS_SECRET: PLATFORM_SECRET,
      NOTIFICATIONS_ALLOW_PRIVATE: 'true',
    });
  });
  afterAll(async () => {
    await world?.end();
    receiver?.closeAllConnections();
    receiver?.close();
  });
  beforeEach(() => {
    tenant = world.tenant();
    answers.clear();
  });

  const create = async (path: string, types?: string[]) =>
    (await tenant.call<NotificationEndpointDto>('POST', '/notifications/endpoints', { url: `${base}${path}`, types }))
      .body;
  const connect = async () => tenant.connect((await world.account({ counts: { customers: 3 } })).secretKey);
  const at = (path: string) => received.filter((one) => one.path === path);
  const dataOf = ({ body }: Received) => (JSON.parse(body) as { type: string; data: Record<string, unknown> }).data;
  const deliveries = async (search = '') =>
    (await tenant.call<{ data: DeliveryDto[] }>('GET', `/notifications/deliveries${search}`)).body.data;

  it('tell the platform and the tenant of a connected account and of a run, with a signature that verifies', async () => {
    const path = `/${randomUUID()}`;
    const { secret } = await create(path);
    const integrationId = await connect();
    const run = await tenant.sync(integrationId, 'customers', 'full');
    await tenant.finished(run.id);
    const mine = await eventually(
      async () => at(path),
      (all) => all.length >= 2,
    );
    const types = mine.map(({ body }) => (JSON.parse(body) as { type: string }).type);
    expect(types.toSorted()).toEqual(['integration.connected', 'sync.completed']);
    for (const { headers, body } of mine) {
      expectSigned(secret, headers, body);
      expect(body).not.toMatch(/sk_|whsec|@/);
    }
    const ended = mine.map(dataOf).find(({ runId }) => runId !== undefined);
    expect(ended).toMatchObject({ tenantId: tenant.id, integrationId, runId: run.id, syncType: 'customers', count: 1 });
    const platform = await eventually(
      async () => at('/platform').filter((one) => dataOf(one).tenantId === tenant.id),
      (all) => all.length >= 2,
    );
    for (const { headers, body } of platform) {
      expectSigned(PLATFORM_SECRET, headers, body);
    }
  });

  it('are repeated with the same id and bytes until they are answered, and follow no redirect', async () => {
    const path = `/${randomUUID()}`;
    answers.set(path, [500, 302]);
    await create(path, ['integration.connected']);
    await connect();
    const tries = await eventually(
      async () => at(path),
      (all) => all.length >= 3,
    );
    expect(new Set(tries.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(tries.map(({ body }) => body)).size).toBe(1);
    expect(at('/elsewhere')).toEqual([]);
    await eventually(deliveries, ([one]) => one?.status === 'delivered');
  });

  it('end where the receiver answers 410, and can be sent again once it is switched on', async () => {
    const path = `/${randomUUID()}`;
    answers.set(path, [410]);
    const { id } = await create(path, ['integration.connected']);
    await connect();
    const [dead] = await eventually(deliveries, ([one]) => one?.status === 'dead');
    expect(dead).toMatchObject({ responseStatus: 410, error: { code: 'endpoint_gone' } });
    const { body: endpoints } = await tenant.call<{ data: NotificationEndpointDto[] }>(
      'GET',
      '/notifications/endpoints',
    );
    expect(endpoints.data).toMatchObject([{ id, status: 'gone', secret: null }]);
    await tenant.call('PATCH', `/notifications/endpoints/${id}`, { status: 'active' });
    const replayed = await tenant.call<DeliveryDetailDto>('POST', `/notifications/deliveries/${dead?.id}/replay`);
    expect(replayed.status).toBe(202);
    await eventually(deliveries, ([one]) => one?.status === 'delivered');
    expect(at(path).map(({ headers }) => headers['webhook-id'])).toEqual([dead?.id, dead?.id]);
  });

  it('that nobody took are dead letters, which administrators send again or let go', async () => {
    const admin = world.tenant({ role: 'admin' });
    const paths = [`/${randomUUID()}`, `/${randomUUID()}`];
    for (const path of paths) {
      answers.set(path, [410]);
      await create(path, ['integration.connected']);
    }
    const integrationId = await connect();
    await eventually(deliveries, (all) => all.filter(({ status }) => status === 'dead').length === 2);
    const letters = async () => {
      const { body } = await admin.call<{ data: DeadLetterDto[] }>('GET', '/admin/dead-letters?kind=notification');
      return body.data.filter(({ tenantId }) => tenantId === tenant.id);
    };
    const dead = await letters();
    const letter = { kind: 'notification', type: 'integration.connected', provider: 'stripe', integrationId };
    expect(dead).toMatchObject([letter, letter]);
    expect(dead[0]).toMatchObject({ error: { code: 'endpoint_gone' }, attempts: 0, syncType: null });
    const act = (index: number, action: string) =>
      admin.call('POST', `/admin/dead-letters/notification/${dead[index]?.id}/${action}`);
    expect(await act(0, 'discard')).toMatchObject({ status: 200, body: { outcome: 'discarded', tenantId: tenant.id } });
    expect((await act(0, 'discard')).status).toBe(404);
    await query(world.database.adminUrl, `UPDATE notification_endpoints SET status = 'active' WHERE tenant_id = $1`, [
      tenant.id,
    ]);
    expect(await act(1, 'replay')).toMatchObject({ status: 202, body: { outcome: 'replayed', tenantId: tenant.id } });
    await eventually(deliveries, (all) => all.some(({ status }) => status === 'delivered'));
    expect(await letters()).toEqual([]);
  });

  it('are signed with both secrets during a rotation, and can be tested', async () => {
    const path = `/${randomUUID()}`;
    const { id, secret: old } = await create(path);
    const { body: rotated } = await tenant.call<NotificationEndpointDto>(
      'POST',
      `/notifications/endpoints/${id}/rotate`,
      {},
    );
    const test = await tenant.call('POST', `/notifications/endpoints/${id}/test`);
    expect(test).toMatchObject({ status: 200, body: { delivered: true, responseStatus: 200, error: null } });
    const [{ headers, body } = { headers: {}, body: '' }] = at(path);
    for (const secret of [old, rotated.secret]) {
      expectSigned(secret, headers, body);
    }
    answers.set(path, [503]);
    expect(await tenant.call('POST', `/notifications/endpoints/${id}/test`)).toMatchObject({
      status: 200,
      body: { delivered: false, responseStatus: 503, error: { code: 'receiver_refused' } },
    });
  });

  it('tell of equal facts as one, with their number', async () => {
    const path = `/${randomUUID()}`;
    await create(path, ['webhook.dead']);
    await query(
      world.database.adminUrl,
      `INSERT INTO facts (tenant_id, id, type, key, data, is_episode, due_at)
       VALUES ($1, new_id(), 'webhook.dead', 'k', '{"provider":"stripe"}', false, now() + interval '2 seconds')`,
      [tenant.id],
    );
    await query(
      world.database.adminUrl,
      `INSERT INTO facts AS f (tenant_id, id, type, key, data, is_episode, due_at)
       SELECT $1, new_id(), 'webhook.dead', 'k', '{}', false, now() FROM generate_series(1, 1)
       ON CONFLICT (tenant_id, type, key) WHERE status = 'recorded' OR is_episode DO UPDATE SET count = f.count + 49999`,
      [tenant.id],
    );
    const [told] = await eventually(
      async () => at(path),
      (all) => all.length > 0,
    );
    expect(told && dataOf(told)).toMatchObject({ provider: 'stripe', count: 50_000 });
  });

  it('tell the platform of what concerns no tenant', async () => {
    await query(
      world.database.adminUrl,
      `INSERT INTO facts (tenant_id, id, type, key, data, is_episode, due_at)
       VALUES ($1, new_id(), 'quota.warning', 'k', '{"quota":"monthly_calls","percent":80}', true, now())`,
      ['00000000-0000-0000-0000-000000000000'],
    );
    const isIt = (one: Received) => dataOf(one).quota === 'monthly_calls';
    const [told] = await eventually(
      async () => at('/platform').filter(isIt),
      (all) => all.length > 0,
    );
    expect(told && dataOf(told)).toMatchObject({ tenantId: null, percent: 80 });
  });

  it("belong to their tenant: another's endpoint and delivery are not found", async () => {
    const { id } = await create(`/${randomUUID()}`);
    await connect();
    const [mine] = await eventually(deliveries, ([one]) => one !== undefined);
    const other = world.tenant();
    for (const [method, path] of [
      ['PATCH', `/notifications/endpoints/${id}`],
      ['DELETE', `/notifications/endpoints/${id}`],
      ['POST', `/notifications/endpoints/${id}/rotate`],
      ['POST', `/notifications/endpoints/${id}/test`],
      ['GET', `/notifications/deliveries/${mine?.id}`],
      ['POST', `/notifications/deliveries/${mine?.id}/replay`],
    ] as const) {
      const body = method === 'PATCH' ? { status: 'paused' } : method === 'POST' ? {} : undefined;
      expect([path, (await other.call(method, path, body)).status]).toEqual([path, 404]);
    }
  });
});
