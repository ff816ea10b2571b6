import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { ChangePageDto } from '../../src/feed/change.dto.js';
import { query } from '../support/database.js';
import { allDone, settledInbox } from '../support/inbox.totals.js';
import { deliver, stripeEventBody } from '../support/stripe.delivery.js';
import { eventually, type Tenant } from '../support/tenant.js';
import { startWorld, type Account, type World } from '../support/world.js';

type Query = Record<string, string | number>;

const NOTHING = { data: [], upToDate: true };

describe('Changes', () => {
  let world: World;
  let tenant: Tenant;
  let account: Account;
  let integrationId: string;
  let second = 0;

  beforeAll(async () => {
    second = Math.floor(Date.now() / 1_000) - 10_000;
    world = await startWorld({
      QUOTA_CHANGES_WAITING: '2',
      CHANGES_POLL_MS: '100',
      CHANGES_REPORT_SECONDS: '1',
      // So few that a window ends in most of these tests.
      LIST_ROWS_READ: '3',
    });
  });
  afterAll(() => world?.end());
  beforeEach(async () => {
    tenant = world.tenant();
    account = await world.account({ counts: { customers: 1 } });
    integrationId = await tenant.connect(account.secretKey);
  });

  /** Events of customers, one a second apart, in the order given. Resolves when they are applied. */
  const happen = async (...states: [id: string, type: string, name?: string][]): Promise<void> => {
    const prefix = `evt${randomUUID().slice(0, 8)}`;
    for (const [n, [id, type, name = id]] of states.entries()) {
      const object = { id, object: 'customer', name, ...(type === 'customer.deleted' && { deleted: true }) };
      const body = stripeEventBody({ id: `${prefix}_${n}`, type, account: account.id, created: ++second, object });
      expect((await deliver(world.service.url, body)).status).toBe(200);
      await settledInbox(world.database.adminUrl, prefix, n + 1);
    }
    expect(await settledInbox(world.database.adminUrl, prefix, states.length)).toMatchObject({
      done: allDone(states.length).done,
    });
  };
  const created = (id: string): [string, string] => [id, 'customer.created'];
  const renamed = (id: string, name: string): [string, string, string] => [id, 'customer.updated', name];
  const deleted = (id: string): [string, string] => [id, 'customer.deleted'];

  const path = (parameters: Query, of: string | null) => {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) search.set(name, String(value));
    return `${of ? `/integrations/${of}` : ''}/changes?${search}`;
  };
  const read = async (parameters: Query = {}, of: string | null = integrationId, by = tenant) => {
    const { status, body, headers } = await by.call<ChangePageDto>('GET', path(parameters, of));
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    return body;
  };
  /**
   * Reads on until nothing is left. A record that is reported again in the same way counts once: a transaction of somebody
   * else may have been open.
   */
  const readAll = async (parameters: Query = {}, of: string | null = integrationId) => {
    const reported = new Map<string, ChangePageDto['data'][number]>();
    let pages = 0;
    let page: ChangePageDto | undefined;
    do {
      page = await read({ ...parameters, ...(page && { cursor: page.nextCursor }) }, of);
      pages += page.data.length > 0 ? 1 : 0;
      for (const change of page.data) reported.set(`${change.externalId} ${change.change}`, change);
    } while (!page.upToDate);
    return { data: [...reported.values()], cursor: page.nextCursor, pages };
  };
  const kinds = ({ data }: Pick<ChangePageDto, 'data'>) => data.map(({ externalId, change }) => [externalId, change]);

  it('begin with all records, tombstones included, and go on with what is committed after', async () => {
    await happen(created('cus_a'), created('cus_b'), deleted('cus_b'));
    const first = await readAll({ limit: 1 });
    expect(kinds(first)).toEqual([
      ['cus_a', 'created'],
      ['cus_b', 'deleted'],
    ]);
    expect(await read({ cursor: first.cursor })).toMatchObject(NOTHING);
    await happen(renamed('cus_a', 'Ada'), created('cus_c'), renamed('cus_c', 'Cleo'));
    const page = await readAll({ cursor: first.cursor });
    expect(kinds(page)).toEqual([
      ['cus_a', 'updated'],
      ['cus_c', 'created'],
    ]);
    expect(page.data[0]).toMatchObject({
      integrationId,
      type: 'customers',
      changedAt: page.data[0]?.record.syncedAt,
      record: { type: 'customers', externalId: 'cus_a', data: { name: 'Ada' }, deletedAt: null },
    });
    expect(page.data[0]?.record).not.toHaveProperty('raw');
    expect(await read({ cursor: page.cursor })).toMatchObject(NOTHING);
  });

  it('say what happened to a record since the cursor', async () => {
    await happen(created('cus_back'), created('cus_gone'), deleted('cus_back'));
    const { cursor } = await readAll();
    await happen(renamed('cus_back', 'again'), deleted('cus_gone'), created('cus_brief'), deleted('cus_brief'));
    expect(kinds(await readAll({ cursor }))).toEqual([
      ['cus_back', 'created'],
      ['cus_gone', 'deleted'],
      ['cus_brief', 'deleted'],
    ]);
    expect((await readAll({ cursor, limit: 1 })).pages).toBe(4);
  });

  it('are written by a backfill in pages, and are read from within a page', async () => {
    const large = await world.account({ counts: { customers: 250 } });
    const other = await tenant.connect(large.secretKey);
    const { nextCursor: cursor } = await read({ cursor: 'now', types: 'customers' }, other);
    expect(await tenant.syncAndWait(other, 'customers', 'full')).toMatchObject({ status: 'succeeded' });
    const { data } = await readAll({ cursor, limit: 33, types: 'customers' }, other);
    expect(new Set(data.map(({ externalId }) => externalId)).size).toBe(250);
    expect(data).toHaveLength(250);
    expect(new Set(data.map(({ change }) => change))).toEqual(new Set(['created']));
    const ofTenant = await readAll({ limit: 200 }, null);
    expect(new Set(ofTenant.data.map((change) => change.integrationId))).toEqual(new Set([other]));
  });

  it('can be read of some types, also by the names of their shapes', async () => {
    await happen(created('cus_typed'));
    for (const types of ['customers', 'customer', 'invoices,customers']) {
      expect(kinds(await readAll({ types }))).toEqual([['cus_typed', 'created']]);
      expect(kinds(await readAll({ types }, null))).toEqual([['cus_typed', 'created']]);
    }
    const { cursor, data } = await readAll({ types: 'invoices' });
    expect(data).toEqual([]);
    await happen(created('cus_other'));
    expect(await read({ cursor, types: 'invoices' })).toMatchObject(NOTHING);
    for (const feed of [integrationId, null]) {
      const refused = await tenant.call('GET', path({ types: 'customers,nonsense' }, feed));
      expect(refused).toMatchObject({ status: 400, body: { code: 'validation_failed', errors: [{ field: 'types' }] } });
    }
  });

  it('find few entries of a type among many by pages that may be empty', async () => {
    const { nextCursor } = await read({ cursor: 'now', types: 'invoices', limit: 1 });
    await happen(...['1', '2', '3', '4', '5'].map((n) => created(`cus_many${n}`)));
    const { data, upToDate, nextCursor: cursor } = await read({ cursor: nextCursor, types: 'invoices', limit: 1 });
    expect([data, upToDate]).toEqual([[], false]);
    expect((await readAll({ cursor, types: 'invoices', limit: 1 })).data).toEqual([]);
  });

  it('wait until there is one, or until the time is over', async () => {
    const { nextCursor: cursor, ...page } = await read({ cursor: 'now' });
    expect(page).toEqual(NOTHING);
    const waiting = [read({ cursor, wait: 30 }), read({ cursor: 'now', wait: 30 }, null)];
    await happen(created('cus_awaited'));
    for (const answer of await Promise.all(waiting)) expect(kinds(answer)).toEqual([['cus_awaited', 'created']]);
    const began = performance.now();
    expect(await read({ cursor: 'now', wait: 1 })).toMatchObject(NOTHING);
    expect(performance.now() - began).toBeGreaterThan(950);
  });

  it('let a tenant wait only so often at once, and forget a client that leaves', async () => {
    const leaving = new AbortController();
    const headers = { authorization: `Bearer ${tenant.token()}` };
    const url = `${world.service.url}/api/v1/changes?cursor=now&wait=30`;
    // Each goes on until it is among those that wait: the calls below come in between.
    const keepWaiting = async () => {
      while (!leaving.signal.aborted) await fetch(url, { headers, signal: leaving.signal }).catch(() => undefined);
    };
    const waits = [keepWaiting(), keepWaiting()];
    const refused = await eventually(
      () => tenant.call('GET', '/changes?cursor=now&wait=1'),
      ({ status }) => status === 429,
    );
    expect(refused.body).toMatchObject({ code: 'quota_exceeded', limit: 'QUOTA_CHANGES_WAITING', value: 2 });
    expect(refused.headers.get('retry-after')).toBe('5');
    leaving.abort();
    await Promise.all(waits);
    await eventually(
      () => tenant.call('GET', '/changes?cursor=now&wait=1'),
      ({ status }) => status === 200,
    );
  });

  it('are not up to date while a transaction holds some back, which are read once it ends', async () => {
    const { nextCursor: cursor } = await read({ cursor: 'now' });
    const holder = new pg.Client({ connectionString: world.database.adminUrl });
    await holder.connect();
    await holder.query('BEGIN; SELECT pg_current_xact_id()');
    await happen(created('cus_held'));
    const held = await read({ cursor });
    expect(held).toMatchObject({ data: [], upToDate: false });
    const metrics = await eventually(
      async () => (await fetch(`${world.service.url}/metrics`)).text(),
      (text) => Number(/^feed_horizon_age_seconds (\S+)$/m.exec(text)?.[1] ?? 0) > 0,
    );
    expect(metrics).toContain('# TYPE feed_horizon_age_seconds gauge');
    const waiting = read({ cursor: held.nextCursor, wait: 30 });
    await holder.query('COMMIT');
    await holder.end();
    expect(kinds(await waiting)).toEqual([['cus_held', 'created']]);
  });

  it('refuse a cursor that is not of this query', async () => {
    const { nextCursor: cursor } = await read({ types: 'customers,invoices' });
    await read({ cursor, types: 'invoices,customers' });
    for (const [parameters, feed, by] of [
      [{ cursor }, integrationId, tenant],
      [{ cursor, types: 'customers' }, integrationId, tenant],
      [{ cursor, types: 'customers,invoices' }, null, tenant],
      [{ cursor: `${cursor}x`, types: 'customers,invoices' }, integrationId, tenant],
      [{ cursor: 'nonsense' }, null, world.tenant()],
    ] as const) {
      const { status, body } = await by.call('GET', path(parameters, feed));
      expect([parameters, status, body.code]).toEqual([parameters, 400, 'invalid_cursor']);
    }
    for (const wait of ['31', '-1', '1.5', 'x']) {
      expect((await tenant.call('GET', path({ wait }, null))).status).toBe(400);
    }
  });

  it("show a tenant nothing of another's", async () => {
    await happen(created('cus_mine'));
    const other = world.tenant();
    expect(await read({}, null, other)).toMatchObject(NOTHING);
    const refused = await other.call('GET', path({ cursor: 'now', wait: 5 }, integrationId));
    expect(refused).toMatchObject({ status: 404, body: { code: 'integration_not_found' } });
    const [{ ready } = { ready: null }] = await query<{ ready: number[] | null }>(
      world.database.adminUrl,
      `SELECT ready FROM feed_ready(ARRAY[$1::uuid, $2::uuid, $1::uuid, $1::uuid], ARRAY[NULL, NULL, $3::uuid, NULL],
         ARRAY[NULL, NULL, NULL, 'invoices'], ARRAY['1', '1', '1', '1']::xid8[])`,
      [tenant.id, other.id, integrationId],
    );
    expect(ready).toEqual([1, 3]);
  });

  it('are reported once with a count and the cursor to read from', async () => {
    const endpoint = { url: 'https://receiver.invalid/changes', types: ['records.changed'] };
    expect((await tenant.call('POST', '/notifications/endpoints', endpoint)).status).toBe(201);
    await happen(created('cus_told'), created('cus_told2'));
    const [{ data, count } = { data: undefined, count: 0 }] = await eventually(
      () =>
        query<{ data: Record<string, string>; count: number }>(
          world.database.adminUrl,
          `SELECT (array_agg(data ORDER BY id))[1] AS data, sum(count)::int AS count FROM facts
           WHERE tenant_id = $1 AND type = 'records.changed' HAVING sum(count) >= 2`,
          [tenant.id],
        ),
      (rows) => rows.length > 0,
    );
    expect([count, data]).toEqual([2, { integrationId, type: 'customers', cursor: expect.any(String) }]);
    expect(kinds(await readAll({ cursor: String(data?.cursor), types: 'customers' }))).toEqual([
      ['cus_told', 'created'],
      ['cus_told2', 'created'],
    ]);
  });

  it('end a cursor that has not read what is retired, and keep the others', async () => {
    await happen(created('cus_old'));
    const { nextCursor: behind } = await read({ limit: 1 });
    await happen(renamed('cus_old', 'newer'));
    await query(
      world.database.adminUrl,
      `UPDATE record_changes SET written_at = now() - interval '3 days' WHERE tenant_id = $1`,
      [tenant.id],
    );
    const { cursor: ahead } = await readAll({ cursor: behind });
    await query(world.database.adminUrl, `UPDATE record_changes SET written_at = now() - interval '2 days'`);
    const [{ removed } = { removed: 0 }] = await query<{ removed: number }>(
      world.database.migrationUrl,
      `SELECT retire_record_changes(1, 10000) AS removed`,
    );
    expect(removed).toBeGreaterThanOrEqual(2);
    const refused = await tenant.call('GET', path({ cursor: behind }, integrationId));
    expect(refused).toMatchObject({ status: 410, body: { code: 'cursor_expired', detail: expect.any(String) } });
    expect(await read({ cursor: ahead })).toMatchObject(NOTHING);
    expect(kinds(await readAll())).toEqual([['cus_old', 'created']]);
  });

  it('end all cursors when the data turns out to be another copy', async () => {
    await happen(created('cus_kept'));
    const { cursor } = await readAll();
    await query(world.database.adminUrl, `UPDATE feed_epoch SET identity = 'elsewhere'`);
    const refused = await tenant.call('GET', path({ cursor }, integrationId));
    expect(refused).toMatchObject({ status: 410, body: { code: 'cursor_expired' } });
    const again = await readAll();
    expect(kinds(again)).toEqual([['cus_kept', 'created']]);
    await happen(renamed('cus_kept', 'later'));
    expect(kinds(await readAll({ cursor: again.cursor }))).toEqual([['cus_kept', 'updated']]);
  });
});
