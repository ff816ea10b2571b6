import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query } from '../support/database.js';
import { send } from '../support/http.client.js';
import { namedMetrics } from '../support/metric.names.js';
import { startInstance } from '../support/service.instance.js';
import { deliver, stripeEventBody } from '../support/stripe.delivery.js';
import { eventually, type Answer, type Tenant } from '../support/tenant.js';
import { startWorld, type Account, type World } from '../support/world.js';
import { EVENT, INTEGRATION, QUEUE, RUN, TIME, UUID, type Page } from './shapes.js';

const DAY = expect.stringMatching(/^\d{4}-\d\d-\d\d$/);
const sum = (rows: readonly Record<string, unknown>[], column: string) =>
  rows.reduce((total, row) => total + Number(row[column]), 0);

/** No provider has a monthly budget here, and nothing is pushed. */
const NOT_HERE = new Set([
  'outbound_dead',
  'outbound_lag_seconds_bucket',
  'outbound_unknown_age_seconds',
  'provider_monthly_calls_ratio',
]);
/** Of one process with all roles. */
const MOST_SERIES = 5_000;

const QUEUES = ['integration-critical', 'integration-high', 'integration-normal', 'integration-low'];

describe('Operations', () => {
  let world: World;
  let tenant: Tenant;
  let admin: Tenant;
  let account: Account;
  let integrationId: string;
  let since: number;

  beforeAll(async () => {
    since = Date.now();
    world = await startWorld({ USAGE_FLUSH_MS: '200' });
    tenant = world.tenant();
    admin = world.tenant({ role: 'admin' });
    account = await world.account({ scale: 10, seed: 4 });
    integrationId = await tenant.connect(account.secretKey);
    await tenant.syncAndWait(integrationId, 'customers');
  });
  afterAll(() => world?.end());

  describe('Idempotency-Key', () => {
    const endpoints = () => `/integrations/${integrationId}/webhook-endpoints`;
    const create = (key: string, body: unknown = {}) =>
      tenant.call('POST', endpoints(), body, { 'idempotency-key': key });
    const count = async () => (await tenant.call<Page>('GET', endpoints())).body.data.length;

    it('the same request has the same answer, and happens once', async () => {
      const before = await count();
      const first = await create('same');
      expect([first.status, first.headers.get('idempotent-replayed')]).toEqual([201, null]);
      const again = await create('same');
      expect([again.status, again.body, again.headers.get('idempotent-replayed')]).toEqual([201, first.body, 'true']);
      expect(await count()).toBe(before + 1);
    });

    it('another body or another route is 422', async () => {
      await create('other');
      for (const answer of [
        await create('other', { secret: 'whsec_another_one' }),
        await tenant.call('POST', '/sync', { integrationId, syncType: 'customers' }, { 'idempotency-key': 'other' }),
      ]) {
        expect(answer).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
      }
    });

    it('a refusal is an answer too', async () => {
      const refused = () =>
        tenant.call('POST', '/integrations', { provider: 'stripe' }, { 'idempotency-key': 'refused' });
      const [first, again] = [await refused(), await refused()];
      expect([first.status, again.status]).toEqual([400, 400]);
      expect(again.body).toMatchObject({ code: first.body.code, errors: first.body.errors });
      expect(again.headers.get('idempotent-replayed')).toBe('true');
    });

    it('of ten at once, one does it', async () => {
      const before = await count();
      const answers = await Promise.all(Array.from({ length: 10 }, () => create('at-once')));
      const made = answers.filter(({ status }) => status === 201);
      expect(new Set(made.map(({ body }) => body.id)).size).toBe(1);
      for (const answer of answers) expect([201, 409]).toContain(answer.status);
      expect(await count()).toBe(before + 1);
      expect(await create('at-once')).toMatchObject({ status: 201, body: made[0]?.body });
    });

    it('outlives Redis and the process, and is for a day', async () => {
      const first = await create('kept');
      await world.service.kill();
      world.service.env.REDIS_PREFIX = `test-${randomUUID()}`;
      await world.restart();
      expect((await create('kept')).body).toEqual(first.body);
      const age = `UPDATE idempotency_keys SET created_at = now() - $1::interval WHERE key = 'kept'`;
      await query(world.database.adminUrl, age, ['23 hours 59 minutes']);
      expect((await create('kept')).body).toEqual(first.body);
      await query(world.database.adminUrl, age, ['24 hours 1 minute']);
      expect((await create('kept')).body.id).not.toBe(first.body.id);
    });
  });

  describe('webhook events', () => {
    const hook = (id: string, type = 'customer.updated', name = 'Hooked') =>
      deliver(
        world.service.url,
        stripeEventBody({
          id,
          type,
          account: account.id,
          created: Math.floor(Date.now() / 1000),
          object: { id: 'cus_hooked', object: 'customer', name },
        }),
      );
    const find = async (eventId: string) =>
      (await tenant.call<Page>('GET', '/webhooks/events?limit=200')).body.data.find(
        (event) => event.eventId === eventId,
      );
    const settled = (eventId: string) =>
      eventually(
        () => find(eventId),
        (event) => ['done', 'ignored', 'dead'].includes(String(event?.status)),
      );

    it('are kept, listed and filtered', async () => {
      await hook('evt_kept');
      const event = await settled('evt_kept');
      expect(event).toEqual({ ...EVENT, integrationId, status: 'done', processedAt: TIME, error: null });
      expect((await tenant.call('GET', `/webhooks/events/${String(event?.id)}`)).body).toEqual(event);
      const filtered = await tenant.call<Page>(
        'GET',
        `/webhooks/events?type=customer.updated&status=done&provider=stripe`,
      );
      expect(filtered.body.data).toEqual([event]);
      for (const filter of [
        'type=other',
        'status=dead',
        'provider=square',
        'since=2199-01-01',
        `integrationId=${randomUUID()}`,
      ]) {
        expect([filter, (await tenant.call<Page>('GET', `/webhooks/events?${filter}`)).body.data]).toEqual([
          filter,
          [],
        ]);
      }
    });

    it('are done again, one by one or by a filter', async () => {
      await hook('evt_again');
      const event = await settled('evt_again');
      const path = `/integrations/${integrationId}/records/customers/cus_hooked`;
      await query(world.database.adminUrl, `DELETE FROM records WHERE external_id = 'cus_hooked'`);
      const replayed = await tenant.call('POST', `/webhooks/events/${String(event?.id)}/replay`);
      expect(replayed).toMatchObject({ status: 202, body: { ...EVENT, eventId: 'evt_again' } });
      await eventually(
        () => tenant.call('GET', path),
        ({ status }) => status === 200,
      );
      await settled('evt_again');
      await query(world.database.adminUrl, `DELETE FROM records WHERE external_id = 'cus_hooked'`);
      const filter = { status: 'done', ids: [event?.id] };
      expect(await tenant.call('POST', '/webhooks/events/replay', { filter })).toMatchObject({
        status: 202,
        body: { replayed: 1 },
      });
      await eventually(
        () => tenant.call('GET', path),
        ({ status }) => status === 200,
      );
    });
  });

  it('an event whose body is gone is not replayed', async () => {
    const body = stripeEventBody({
      id: 'evt_bodiless',
      type: 'customer.updated',
      account: account.id,
      created: Math.floor(Date.now() / 1000),
      object: { id: 'cus_bodiless', object: 'customer' },
    });
    await deliver(world.service.url, body);
    const event = await eventually(
      async () =>
        (await tenant.call<Page>('GET', '/webhooks/events?status=done&limit=200')).body.data.find(
          ({ eventId }) => eventId === 'evt_bodiless',
        ),
      (found) => found !== undefined,
    );
    const id = String(event?.id);
    await query(world.database.adminUrl, 'DELETE FROM webhook_bodies WHERE event_id = $1', [id]);
    expect(await tenant.call('POST', `/webhooks/events/${id}/replay`)).toMatchObject({
      status: 409,
      body: { code: 'body_retired' },
    });
    const filter = { status: 'done', ids: [id] };
    expect(await tenant.call('POST', '/webhooks/events/replay', { filter })).toMatchObject({
      status: 202,
      body: { replayed: 0 },
    });
    // One that is due without a body all the same ends, with the reason, and is not claimed for ever.
    await query(
      world.database.adminUrl,
      `UPDATE webhook_events SET status = 'received', due_at = now() WHERE id = $1`,
      [id],
    );
    const dead = await eventually(
      async () => (await tenant.call('GET', `/webhooks/events/${id}`)).body,
      ({ status }) => status === 'dead',
    );
    expect(dead).toMatchObject({ error: { code: 'body_retired' } });
    expect(await admin.call('POST', `/admin/dead-letters/webhook/${id}/replay`)).toMatchObject({
      status: 409,
      body: { code: 'body_retired' },
    });
  });

  describe('administration', () => {
    const list = async (path: string): Promise<Answer<Page>> => {
      const answer = await admin.call<Page>('GET', `/admin${path}`);
      expect([path, answer.status, answer.body.nextCursor === null || typeof answer.body.nextCursor]).toEqual([
        path,
        200,
        true,
      ]);
      return answer;
    };

    it('shows, pauses and resumes queues', async () => {
      const { body } = await list('/queues');
      expect(body.data.map(({ name }) => name)).toEqual(QUEUES);
      for (const queue of body.data) expect(queue).toEqual({ ...QUEUE, paused: false });
      const path = '/admin/queues/integration-low';
      const paused = await admin.call('POST', `${path}/pause`);
      expect([paused.status, paused.body]).toEqual([
        200,
        { ...QUEUE, paused: true, pausedAt: TIME, pausedBy: 'user:user-1' },
      ]);
      const batch = { operation: 'resync', integrationId, syncTypes: ['products'] };
      const { body: started } = await tenant.call<{ runs: { id: string }[] }>('POST', '/sync/batch', batch);
      const runId = String(started.runs[0]?.id);
      await eventually(
        async () => (await list('/queues')).body.data.find(({ name }) => name === 'integration-low'),
        (queue) => Number(queue?.waiting) > 0,
      );
      expect((await tenant.call('GET', `/sync/runs/${runId}`)).body).toMatchObject({ status: 'queued' });
      expect((await admin.call('POST', `${path}/resume`)).body).toMatchObject({ paused: false, pausedAt: null });
      expect(await tenant.finished(runId)).toMatchObject({ status: 'succeeded' });
      expect((await admin.call('POST', '/admin/queues/nothing/pause')).status).toBe(404);
    });

    it('shows dead letters, does them again, or lets them go', async () => {
      const owner = world.tenant();
      const id = await owner.connect(account.secretKey);
      const failed = [await owner.syncAndWait(id, 'disputes'), await owner.syncAndWait(id, 'disputes', 'full')];
      // What a run has failed of is not the point here.
      await query(
        world.database.adminUrl,
        `UPDATE sync_runs SET status = 'failed', error = '{"code": "internal_error", "message": "planted"}' WHERE id = ANY ($1)`,
        [failed.map((run) => run.id)],
      );
      const dead = (await list('/dead-letters?kind=run')).body.data;
      expect(dead.map((letter) => letter.id)).toEqual(failed.map((run) => run.id).reverse());
      expect(dead[0]).toMatchObject({
        kind: 'run',
        tenantId: owner.id,
        integrationId: id,
        syncType: 'disputes',
        createdAt: TIME,
      });
      expect(dead[0]).toMatchObject({
        provider: 'stripe',
        error: { code: expect.any(String) },
        attempts: expect.any(Number),
      });
      const letGo = await admin.call('POST', `/admin/dead-letters/run/${failed[0]?.id}/discard`);
      expect(letGo).toMatchObject({ status: 200, body: { outcome: 'discarded', tenantId: owner.id } });
      const again = await admin.call('POST', `/admin/dead-letters/run/${failed[1]?.id}/replay`);
      expect(again).toMatchObject({ status: 202, body: { outcome: 'replayed', runId: UUID } });
      await owner.finished(String(again.body.runId));
      expect((await admin.call('POST', `/admin/dead-letters/run/${failed[0]?.id}/discard`)).status).toBe(404);
      expect((await admin.call('POST', `/admin/dead-letters/letter/${failed[0]?.id}/discard`)).status).toBe(404);
    });

    it('sees every tenant, and is written down', async () => {
      const all = await list(`/integrations?provider=stripe&status=connected&tenantId=${tenant.id}`);
      expect(all.body.data).toEqual([{ ...INTEGRATION, id: integrationId, tenantId: tenant.id }]);
      expect((await list('/integrations?status=paused')).body.data).toEqual([]);
      const summary = await admin.call('GET', '/admin/health-summary');
      expect(summary).toMatchObject({
        status: 200,
        body: { integrations: { stripe: { connected: expect.any(Number) } } },
      });
      const forced = await admin.call('POST', '/admin/sync/force', { integrationId, syncType: 'customers' });
      expect(forced).toMatchObject({ status: 202, body: { ...RUN, integrationId } });
      await tenant.finished(String(forced.body.id));
      expect(await admin.call('POST', '/admin/recover-stale')).toMatchObject({
        status: 200,
        body: { recovered: expect.any(Number), hinted: expect.any(Number), direct: 0, left: 0 },
      });
      expect((await admin.call('POST', '/admin/cleanup')).status).toBe(202);
      const { body } = await list('/audit?limit=200');
      const actions = body.data.map(({ action }) => String(action));
      for (const action of [
        'POST /api/v1/admin/sync/force',
        'GET /api/v1/admin/queues',
        'POST /api/v1/admin/cleanup',
      ]) {
        expect(actions).toContain(action);
      }
      expect(body.data[0]).toMatchObject({ id: UUID, tenantId: admin.id, actor: 'user:user-1', at: TIME });
    });

    it('counts what each tenant uses of each provider, day by day', async () => {
      const days = () => `from=${new Date(since).toISOString()}&to=${new Date().toISOString()}`;
      const usage = await eventually(
        async () => (await list(`/usage?${days()}&tenantId=${tenant.id}`)).body.data,
        (rows) => sum(rows, 'webhooks') >= 3 && sum(rows, 'records') >= 2,
      );
      const number = expect.any(Number);
      for (const row of usage) {
        const counts = { apiCalls: number, records: number, webhooks: number, bytes: number };
        expect(row).toEqual({ tenantId: tenant.id, provider: 'stripe', day: DAY, ...counts });
      }
      // What is replayed is not counted again.
      expect(sum(usage, 'webhooks')).toBe(3);
      expect(sum(usage, 'apiCalls')).toBeGreaterThan(0);
      expect(sum(usage, 'bytes')).toBeGreaterThan(sum(usage, 'apiCalls'));
      expect((await list(`/usage?${days()}&provider=square`)).body.data).toEqual([]);
    });
  });

  it('health tells of each part, and metrics can be locked', async () => {
    const health = await send(world.service.url, { path: '/health' });
    expect([health.status, health.body.status]).toEqual([200, 'ok']);
    expect(health.body.checks).toMatchObject({ database: { status: 'ok' }, redis: { status: 'ok' } });
    expect((await send(world.service.url, { path: '/health/ready' })).body).toMatchObject({ status: 'ok' });
    expect((await send(world.service.url, { path: '/health/live' })).body).toEqual({ status: 'ok' });
    const locked = await startInstance(world.service, { METRICS_TOKEN: 'metrics-token' });
    const statuses = [];
    for (const authorization of ['', 'Bearer wrong', 'metrics-token', 'Bearer metrics-token']) {
      statuses.push((await send(locked.url, { path: '/metrics', headers: { authorization } })).status);
    }
    await locked.stop();
    expect(statuses).toEqual([401, 401, 401, 200]);
    expect((await send(world.service.url, { path: '/metrics' })).text).toMatch(/^# HELP /m);
  });

  it('has every metric that an alert or a dashboard names, no tenant in a label, and not too many series', async () => {
    const scrape = async () => (await send(world.service.url, { path: '/metrics' })).text.split('\n');
    const series = (lines: readonly string[]) => lines.filter((line) => line !== '' && !line.startsWith('#'));
    const names = namedMetrics();
    expect(names.length).toBeGreaterThan(30);
    const missing = (lines: readonly string[]) => {
      const scraped = new Set(series(lines).map((line) => /^\w+/.exec(line)?.[0]));
      return names.filter((name) => !scraped.has(name) && !NOT_HERE.has(name));
    };
    // Some are computed for all processes together, every now and then.
    const lines = await eventually(scrape, (all) => missing(all).length === 0).catch(scrape);
    expect(missing(lines)).toEqual([]);
    expect(series(lines).filter((line) => line.includes(tenant.id))).toEqual([]);
    expect(series(lines).length).toBeLessThan(MOST_SERIES);
  });
});
