import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query } from '../support/database.js';
import { eventually, type Coverage, type RunBody, type Tenant } from '../support/tenant.js';
import { startWorld, type Account, type World } from '../support/world.js';
import { RUN, SCHEDULE, TIME, UUID, type Page } from './shapes.js';

describe('Runs', () => {
  let world: World;
  let tenant: Tenant;
  let account: Account;
  let integrationId: string;

  beforeAll(async () => {
    // A worker hears of a cancellation with a heartbeat, six of which make a lease.
    world = await startWorld({ LEASE_SECONDS: '3' });
    tenant = world.tenant();
    account = await world.account({ scale: 40, seed: 8 });
    integrationId = await tenant.connect(account.secretKey);
  });
  afterAll(() => world?.end());

  /** With every answer of the provider this late. */
  const slowly = async <T>(ms: number, work: () => Promise<T>): Promise<T> => {
    await world.sandbox.control('POST', '/latency', { ms });
    try {
      return await work();
    } finally {
      await world.sandbox.control('POST', '/latency', { ms: 0 });
    }
  };

  it('tell their progress as events, then end', async () => {
    const events = await slowly(400, async () => {
      const { id } = await tenant.sync(integrationId, 'all', 'full');
      const response = await fetch(`${world.service.url}/api/v1/sync/runs/${id}/events`, {
        headers: { authorization: `Bearer ${tenant.token()}` },
      });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toContain('text/event-stream');
      return parseEvents(await response.text());
    });
    const names = events.map(({ name }) => name);
    expect(names.length).toBeGreaterThan(2);
    expect(names).toEqual([...names.slice(1).map(() => 'progress'), 'end']);
    for (const { run } of events) expect(run).toEqual(RUN);
    expect(events.at(-1)?.run).toMatchObject({ status: 'succeeded', progress: { etaSeconds: 0 } });
    const fetched = events.map(({ run }) => Number(run.progress.fetched));
    expect(fetched).toEqual([...fetched].sort((a, b) => a - b));
    const all = Object.values(account.counts).reduce((sum, count) => sum + count, 0);
    expect(fetched.at(-1)).toBeGreaterThanOrEqual(all);
  });

  it('are waited for, where the caller prefers that', async () => {
    const start = (prefer: string, more: Record<string, string> = {}) =>
      tenant.call<RunBody>('POST', '/sync', { integrationId, syncType: 'customers' }, { prefer, ...more });
    const waited = await start('respond-async, wait=90');
    expect([waited.status, waited.headers.get('preference-applied')]).toEqual([200, 'wait=60']);
    expect(waited.body).toMatchObject({ ...RUN, status: 'succeeded', finishedAt: TIME });
    const malformed = await start('wait=soon');
    expect([malformed.status, malformed.headers.get('preference-applied')]).toEqual([202, null]);
    await tenant.finished(malformed.body.id);

    const key = { 'idempotency-key': 'waits' };
    const first = await start('wait=30', key);
    const again = await start('wait=30', key);
    expect([first.status, again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 200, 'true']);
    expect(again.body).toEqual(first.body);
    const late = await slowly(3_000, () => start('wait=1'));
    expect([late.status, late.headers.get('preference-applied')]).toEqual([202, 'wait=1']);
    expect(['queued', 'running']).toContain(late.body.status);
    await tenant.finished(late.body.id);
  });

  it('find what the log of changes no longer shows, report it, and list the stream again', async () => {
    expect(await tenant.coverage(integrationId)).toEqual({ from: null, to: TIME, gaps: [] });
    const change = (stream: string, sql: string) =>
      query(world.database.adminUrl, `UPDATE sync_states SET ${sql} WHERE integration_id = $1 AND stream = $2`, [
        integrationId,
        stream,
      ]);
    const long = `now() - interval '31 days'`;
    await change('charges', `watermark = ${long}, covered = tstzmultirange(tstzrange(NULL, ${long}))`);
    await change('prices', 'watermark = NULL');
    const { id, seen } = await slowly(1_500, async () => {
      const run = await tenant.sync(integrationId, 'charges');
      const isOpen = ({ gaps }: Coverage) => gaps.length > 0;
      return { id: run.id, seen: await eventually(() => tenant.coverage(integrationId), isOpen) };
    });
    expect(seen.gaps).toEqual([{ stream: 'charges', reason: 'changes_expired', from: TIME, to: TIME, since: TIME }]);
    const [{ from, to } = { from: null, to: null }] = seen.gaps;
    expect(seen.to).toBe(from);
    expect((Date.parse(String(to)) - Date.parse(String(from))) / 86_400_000).toBeCloseTo(31, 1);
    expect(await tenant.finished(id)).toMatchObject({ status: 'succeeded' });
    expect(await tenant.syncAndWait(integrationId, 'prices')).toMatchObject({ status: 'succeeded' });
    expect(await tenant.coverage(integrationId)).toEqual({ from: null, to: TIME, gaps: [] });
    const facts = await query<{ type: string; data: Record<string, unknown> }>(
      world.database.adminUrl,
      `SELECT type, data FROM facts WHERE tenant_id = $1 AND type LIKE 'coverage.%' ORDER BY id`,
      [tenant.id],
    );
    expect(facts.map(({ type, data }) => `${type} ${String(data.stream)} ${String(data.reason)}`)).toEqual([
      'coverage.gap_detected charges changes_expired',
      'coverage.gap_closed charges changes_expired',
      'coverage.gap_detected prices watermark_reset',
      'coverage.gap_closed prices watermark_reset',
    ]);
    expect(facts[1]?.data).toMatchObject({ integrationId, from, to, since: seen.gaps[0]?.since });
  });

  it('that have ended tell so at once', async () => {
    const { id } = await tenant.syncAndWait(integrationId, 'customers');
    const response = await fetch(`${world.service.url}/api/v1/sync/runs/${id}/events`, {
      headers: { authorization: `Bearer ${tenant.token()}` },
    });
    expect(parseEvents(await response.text()).map(({ name }) => name)).toEqual(['progress', 'end']);
  });

  it('are listed newest first, by integration, type and status', async () => {
    const { body } = await tenant.call<Page>('GET', '/sync/runs?limit=1');
    expect(body.data).toEqual([{ ...RUN, syncType: 'customers' }]);
    const next = await tenant.call<Page>('GET', `/sync/runs?limit=200&cursor=${body.nextCursor}`);
    expect(next.body.data.map(({ id }) => id)).not.toContain(body.data[0]?.id);
    const only = await tenant.call<Page>(
      'GET',
      `/sync/runs?integrationId=${integrationId}&syncType=all&status=succeeded`,
    );
    expect(new Set(only.body.data.map(({ syncType, status }) => `${String(syncType)} ${String(status)}`))).toEqual(
      new Set(['all succeeded']),
    );
    expect((await tenant.call('GET', '/sync/runs?status=done')).status).toBe(400);
  });

  it('can be cancelled while they live, and retried when they have failed', async () => {
    const cancelled = await slowly(1_500, async () => {
      const { id } = await tenant.sync(integrationId, 'charges', 'full');
      await eventually(
        async () => (await tenant.call<RunBody>('GET', `/sync/runs/${id}`)).body,
        ({ status }) => status === 'running',
      );
      expect(await tenant.call('POST', `/sync/runs/${id}/cancel`)).toMatchObject({ status: 202, body: { id } });
      return tenant.finished(id);
    });
    expect(cancelled).toEqual({ ...RUN, status: 'cancelled', startedAt: TIME, finishedAt: TIME });
    expect(await tenant.call('POST', `/sync/runs/${cancelled.id}/cancel`)).toMatchObject({ status: 409 });
    const retried = await tenant.call<RunBody>('POST', `/sync/runs/${cancelled.id}/retry`);
    expect(retried).toMatchObject({ status: 202, body: { ...RUN, syncType: 'charges', mode: 'full' } });
    expect(retried.body.id).not.toBe(cancelled.id);
    expect(await tenant.finished(retried.body.id)).toMatchObject({ status: 'succeeded' });
    expect(await tenant.call('POST', `/sync/runs/${retried.body.id}/retry`)).toMatchObject({
      status: 409,
      body: { code: 'run_not_retryable' },
    });
  });

  it('ask for the permission of what they sync', async () => {
    const only = (permission: string) => {
      const limited = world.tenant({ permissions: [permission] });
      Object.assign(limited, { id: tenant.id });
      return limited;
    };
    const contacts = only('sync:contacts');
    const start = (syncType: string) => contacts.call('POST', '/sync', { integrationId, syncType });
    expect(await start('charges')).toMatchObject({ status: 403 });
    expect(await start('all')).toMatchObject({ status: 403 });
    const mine = await start('customers');
    expect(mine.status).toBe(202);
    await tenant.finished(String(mine.body.id));
    const { id } = await tenant.syncAndWait(integrationId, 'charges');
    for (const action of ['cancel', 'retry']) {
      expect([action, (await contacts.call('POST', `/sync/runs/${id}/${action}`)).status]).toEqual([action, 403]);
      expect([action, (await only('sync:payments').call('POST', `/sync/runs/${id}/${action}`)).status]).toEqual([
        action,
        409,
      ]);
    }
  });

  it('add up to the state of every stream', async () => {
    const { status, body } = await tenant.call<Page>('GET', '/sync/status');
    expect([status, body.nextCursor, body.data.length]).toEqual([200, null, 1]);
    const [state] = body.data;
    expect(state).toMatchObject({
      id: integrationId,
      provider: 'stripe',
      status: 'connected',
      lastSyncAt: TIME,
      liveRuns: [],
    });
    const streams = state?.streams as { stream: string; watermark: string; lastError: unknown }[];
    expect(streams.map(({ stream }) => stream).sort()).toEqual(Object.keys(account.counts).sort());
    for (const stream of streams)
      expect(stream).toMatchObject({ watermark: TIME, lastSuccessAt: TIME, lastError: null });
  });

  it('start by themselves as scheduled, until the schedule is paused or gone', async () => {
    const path = `/sync/schedules/${integrationId}/products`;
    const made = await tenant.call('PUT', path, { everySeconds: 10 });
    expect(made).toMatchObject({ status: 200, body: { ...SCHEDULE, everySeconds: 10, cron: null, paused: false } });
    const initial = [{ ...SCHEDULE, integrationId, syncType: 'all', nextFullAt: TIME }];
    const schedules = async () => (await tenant.call<Page>('GET', '/sync/schedules')).body;
    expect(await schedules()).toEqual({ data: [...initial, made.body], nextCursor: null });
    const runs = () => tenant.call<Page>('GET', `/sync/runs?syncType=products`);
    // Ten seconds from now, and not before: the clock of the database is brought forward rather than waited for.
    const bringForward = (seconds: number) =>
      query<{ due: boolean }>(
        world.database.adminUrl,
        `UPDATE sync_schedules SET next_at = next_at - $1 * interval '1 second' 
         WHERE sync_type = 'products' RETURNING next_at <= now() AS due`,
        [seconds],
      );
    expect(Date.parse(String(made.body.nextAt)) - Date.parse(String(made.headers.get('date')))).toBeGreaterThan(8_000);
    expect((await runs()).body.data).toEqual([]);
    expect(await bringForward(10)).toEqual([{ due: true }]);
    const [run] = await eventually(
      async () => (await runs()).body.data,
      ([first]) => first?.status === 'succeeded',
    );
    expect(run).toMatchObject({ ...RUN, trigger: 'schedule', mode: 'incremental', queue: 'integration-normal' });
    const listed = (await tenant.call<Page>('GET', `/sync/schedules?integrationId=${integrationId}`)).body.data;
    const schedule = listed.find(({ syncType }) => syncType === 'products');
    expect(schedule).toMatchObject({ lastRunId: UUID, nextAt: TIME });
    const paused = await tenant.call('PUT', path, { paused: true });
    expect(paused.body).toMatchObject({ paused: true, everySeconds: 10, nextAt: null });
    const cron = await tenant.call('PUT', path, { cron: '30 4 * * *' });
    expect(cron.body).toMatchObject({ cron: '30 4 * * *', everySeconds: null, paused: false });
    expect(String(cron.body.nextAt)).toMatch(/T04:30:00\.000Z$/);
    for (const body of [
      {},
      { everySeconds: 9 },
      { everySeconds: 60, cron: '* * * * *' },
      { cron: '61 * * * *' },
      { every: 1 },
    ]) {
      expect([body, (await tenant.call('PUT', path, body)).status]).toEqual([body, 400]);
    }
    const unknown = `/sync/schedules/${integrationId}/nothing`;
    expect((await tenant.call('PUT', unknown, { everySeconds: 60 })).status).toBe(400);
    expect((await tenant.call('DELETE', path)).status).toBe(204);
    expect(await schedules()).toEqual({ data: initial, nextCursor: null });
  });

  it('are scheduled from the start, to bring changes and at times everything, until their tenant says otherwise', async () => {
    const path = `/sync/schedules/${integrationId}/all`;
    const put = async (body: object) => (await tenant.call('PUT', path, body)).body;
    const { data } = (await tenant.call<Page>('GET', `/sync/schedules?integrationId=${integrationId}`)).body;
    expect(data).toMatchObject([{ syncType: 'all', everySeconds: 900, fullEverySeconds: 604_800, paused: false }]);
    expect(await put({ everySeconds: 60 })).toMatchObject({ everySeconds: 60, fullEverySeconds: 604_800 });
    expect(await put({ fullEverySeconds: 86_400 })).toMatchObject({ everySeconds: 60, fullEverySeconds: 86_400 });
    expect(await put({ paused: true })).toMatchObject({ paused: true, nextAt: null, nextFullAt: null });
    expect(await put({ fullEverySeconds: null })).toMatchObject({ paused: true, fullEverySeconds: null });
    expect((await tenant.call('DELETE', path)).status).toBe(204);
    expect((await tenant.call('GET', '/sync/schedules')).body).toEqual({ data: [], nextCursor: null });
  });

  it('of a batch list everything again, or write it all down', async () => {
    const batch = (body: Record<string, unknown>) =>
      tenant.call<{ operation: string; runs: RunBody[] }>('POST', '/sync/batch', { integrationId, ...body });
    const resync = await batch({ operation: 'resync', syncTypes: ['customers', 'products'] });
    expect([resync.status, resync.body]).toEqual([
      202,
      {
        operation: 'resync',
        runs: ['customers', 'products'].map((syncType) => ({ ...RUN, syncType, mode: 'full', trigger: 'batch' })),
      },
    ]);
    for (const { id } of resync.body.runs) expect(await tenant.finished(id)).toMatchObject({ status: 'succeeded' });
    const reconcile = await batch({ operation: 'reconcile', syncTypes: ['customers'] });
    expect(reconcile).toMatchObject({ status: 202, body: { operation: 'reconcile', runs: [{ mode: 'full' }] } });
    expect(await tenant.finished(String(reconcile.body.runs[0]?.id))).toMatchObject({ status: 'succeeded' });
    const [run] = (await batch({ operation: 'export' })).body.runs;
    const path = `/sync/runs/${run?.id}/export`;
    expect([200, 409]).toContain((await fetch(`${world.service.url}/api/v1${path}`, authorized())).status);
    expect(await tenant.finished(String(run?.id))).toMatchObject({ status: 'succeeded' });
    const response = await fetch(`${world.service.url}/api/v1${path}`, authorized());
    expect(response.headers.get('content-type')).toContain('application/x-ndjson');
    const lines = (await response.text()).trim().split('\n');
    const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const customers = await tenant.records(integrationId, 'customers');
    expect(records.filter(({ type }) => type === 'customers')).toEqual(customers);
    expect(records.length).toBe(Object.values(account.counts).reduce((sum, count) => sum + count, 0));
    for (const body of [
      {},
      { operation: 'delete' },
      { operation: 'export', syncTypes: [] },
      { operation: 'export', syncTypes: ['x'] },
    ]) {
      expect([body, (await batch(body)).status]).toEqual([body, 400]);
    }
  });

  const authorized = () => ({ headers: { authorization: `Bearer ${tenant.token()}` } });
});

function parseEvents(text: string): { name: string; run: RunBody }[] {
  const blocks = text.split('\n\n').filter((block) => block && !block.startsWith(':'));
  return blocks.map((block) => {
    const [, name = '', data = ''] = /^event: (\w+)\ndata: (.*)$/s.exec(block) ?? [];
    return { name, run: JSON.parse(data) as RunBody };
  });
}
