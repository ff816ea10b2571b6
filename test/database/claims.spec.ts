import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { loadConfig } from '../../src/config/config.js';
import { CrossTenant } from '../../src/database/cross-tenant.js';
import { dataSourceOptions } from '../../src/database/data-source.options.js';
import { Database } from '../../src/database/database.js';
import type { TenantCrossing } from '../../src/database/tenant-crossing.js';
import type { DueQuery, DueWork } from '../../src/work/table/due.work.js';
import { INBOX, WEBHOOK_JOB, type ClaimedEvent } from '../../src/webhooks/inbox/inbox.table.js';
import type { WorkTable } from '../../src/work/table/work.table.js';
import { WorkTables } from '../../src/work/table/work.tables.js';
import { buffersOf } from '../support/buffer.counter.js';
import { createDatabase, query, type TestDatabase } from '../support/database.js';

const config = loadConfig({});
const TABLE = ['webhook_events'];
const DUE_ROWS = 50_000;
const QUERY: DueQuery = {
  jobs: ['webhook'],
  limit: config.limits.RECONCILE_BATCH,
  perTenant: config.limits.RECONCILE_PER_TENANT,
  hintTtlMs: 30_000,
  dueForMs: 0,
};

/** $1 how many, $2 over how many tenants, $3 name of the tenants, $4 status, $5 due in so many seconds, $6 deferred. */
const PLANT_SQL = `
  INSERT INTO webhook_events (tenant_id, id, endpoint, dedupe_key, provider, integration_id, type, status, due_at, deferred,
    received_at, received_on)
  SELECT md5($3 || n % $2)::uuid, new_id(), 'stripe', $3 || n, 'stripe', new_id(), 'customer.updated', $4,
    now() + $5 * interval '1 second' + n * interval '1 microsecond', $6, now(), now()
  FROM generate_series(1, $1) n`;

describe('Taking due work', () => {
  let testDatabase: TestDatabase;
  let dataSource: DataSource;
  let second: DataSource;

  const connect = () =>
    new DataSource(
      dataSourceOptions({ url: testDatabase.url, poolSize: 1, statementTimeoutMs: 20_000, applicationName: 'spec' }),
    ).initialize();
  const worker = (source = dataSource) =>
    new WorkTables(new Database(source), new CrossTenant(source), config).of<ClaimedEvent>(INBOX);
  const plant = async (
    rows: number,
    tenants: number,
    given: { name?: string; status?: string; inSeconds?: number; deferred?: boolean } = {},
  ) => {
    const { name = 'due', status = 'received', inSeconds = -60, deferred = false } = given;
    await query(testDatabase.adminUrl, PLANT_SQL, [rows, tenants, name, status, inSeconds, deferred]);
  };
  const analyse = () => query(testDatabase.adminUrl, 'VACUUM ANALYZE webhook_events');
  const buffers = (work: () => Promise<unknown>) => buffersOf(testDatabase.adminUrl, dataSource, TABLE, work);
  const tenantsOf = (due: readonly DueWork[]) => new Set(due.map(({ tenantId }) => tenantId));

  beforeAll(async () => {
    testDatabase = await createDatabase();
    [dataSource, second] = await Promise.all([connect(), connect()]);
  });
  afterAll(async () => {
    await Promise.all([dataSource?.destroy(), second?.destroy()]);
    await testDatabase?.drop();
  });
  beforeEach(() => query(testDatabase.adminUrl, 'TRUNCATE webhook_events'));

  /** Takes, and does not commit before `meanwhile` has ended. */
  async function holding(
    store: WorkTable<ClaimedEvent>,
    meanwhile: () => Promise<DueWork[]>,
  ): Promise<[DueWork[], DueWork[]]> {
    let others: DueWork[] = [];
    const crossing: TenantCrossing = {
      transaction: (work) =>
        new CrossTenant(dataSource).transaction(async (tx) => {
          const taken = await work(tx);
          others = await meanwhile();
          return taken;
        }),
    };
    return [await store.takeDue(QUERY, crossing), others];
  }

  it('costs the same with 100, 10,000 and 50,000 tenants, and two workers share', async () => {
    const costs: number[] = [];
    for (const tenants of [100, 10_000, 50_000]) {
      await query(testDatabase.adminUrl, 'TRUNCATE webhook_events');
      await plant(DUE_ROWS, tenants);
      await plant(20_000, 20_000, { name: 'later', inSeconds: 3_600, deferred: true });
      await plant(20_000, 20_000, { name: 'done', status: 'done' });
      await analyse();
      const store = worker();
      // The first round of a connection plans its statements, which reads pages as well.
      await store.takeDue(QUERY);
      const taken: DueWork[] = [];
      for (let round = 0; round < 3; round++) {
        costs.push(await buffers(async () => taken.push(...(await store.takeDue(QUERY)))));
      }
      expect([tenants, taken.length]).toEqual([tenants, 3 * QUERY.limit]);

      const [mine, others] = await holding(store, () => worker(second).takeDue(QUERY));
      expect([tenants, mine.length]).toEqual([tenants, QUERY.limit]);
      expect([tenants, others.length >= QUERY.limit / 2]).toEqual([tenants, true]);
      expect(new Set([...taken, ...mine, ...others].map(({ id }) => id)).size).toBe(
        taken.length + mine.length + others.length,
      );
    }
    expect([costs, Math.max(...costs) / Math.min(...costs) <= 2]).toEqual([costs, true]);
  });

  it('locks what it takes and nothing else', async () => {
    await plant(5_000, 5_000);
    await analyse();
    const [mine, free] = await holding(worker(), async () => {
      const rows = await query<DueWork>(
        testDatabase.adminUrl,
        `SELECT tenant_id AS "tenantId", id FROM webhook_events FOR UPDATE SKIP LOCKED`,
      );
      return rows;
    });
    expect(mine).toHaveLength(QUERY.limit);
    expect(free).toHaveLength(5_000 - QUERY.limit);
  });

  it('takes from every tenant before it takes more of one with a backlog', async () => {
    await plant(50_000, 1, { name: 'busy', inSeconds: -600 });
    await plant(199, 199);
    await analyse();
    const due = await worker().takeDue(QUERY);
    expect(tenantsOf(due.slice(0, 200)).size).toBe(200);
    expect(due.length).toBeGreaterThan(200);
  });

  it('goes on where it ended, and meets every tenant once before it meets one again', async () => {
    await plant(3_000, 1_000);
    await analyse();
    const store = worker();
    const met = new Set<string>();
    for (let round = 0; round < 10; round++) {
      const due = await store.takeDue({ ...QUERY, limit: 100 });
      expect(due).toHaveLength(100);
      for (const tenant of tenantsOf(due)) met.add(tenant);
    }
    expect(met.size).toBe(1_000);
  });

  it('passes a backlog of hinted rows without reading them', async () => {
    await plant(30_000, 1);
    await query(testDatabase.adminUrl, 'UPDATE webhook_events SET hinted_at = now()');
    await plant(1, 1, { name: 'other' });
    await analyse();
    const store = worker();
    await store.takeDue({ ...QUERY, limit: 1 });
    await plant(1, 1, { name: 'another' });
    let due: DueWork[] = [];
    const cost = await buffers(async () => (due = await store.takeDue(QUERY)));
    expect(due).toHaveLength(1);
    expect(cost).toBeLessThan(1_000);
  });

  it('does not meet tenants whose rows are due later, and wakes them in time', async () => {
    await plant(20_000, 20_000, { name: 'later', inSeconds: 3_600, deferred: true });
    await plant(30, 30, { name: 'now', inSeconds: -1, deferred: true });
    await plant(1, 1, { name: 'lease', status: 'processing', inSeconds: -1, deferred: true });
    await analyse();
    const store = worker();
    expect(await store.takeDue(QUERY)).toEqual([]);
    expect(await store.wake(20)).toBe(20);
    expect(await store.wake(20)).toBe(11);
    expect(await store.wake(20)).toBe(0);
    let due: DueWork[] = [];
    expect(await buffers(async () => (due = await store.takeDue(QUERY)))).toBeLessThan(2_000);
    expect(due.map(({ takenOver }) => takenOver).filter(Boolean)).toEqual([true]);
    expect(due).toHaveLength(31);
  });

  it('claims what is ready, and of what was put off the named one', async () => {
    await plant(3, 1);
    const [ready] = await query<{ tenantId: string; id: string }>(
      testDatabase.adminUrl,
      `SELECT tenant_id AS "tenantId", id FROM webhook_events ORDER BY id LIMIT 1`,
    );
    await query(testDatabase.adminUrl, `UPDATE webhook_events SET deferred = true WHERE id = $1`, [ready!.id]);
    await query(
      testDatabase.adminUrl,
      `INSERT INTO webhook_bodies (tenant_id, event_id, received_on, body) SELECT tenant_id, id, received_on, '{}' FROM webhook_events`,
    );
    const store = worker();
    const other = { tenantId: ready!.tenantId, id: '00000000-0000-0000-0000-000000000000' };
    expect(await store.claimDue(WEBHOOK_JOB, other, 100)).toHaveLength(2);
    expect((await store.claimDue(WEBHOOK_JOB, ready!, 100)).map(({ id }) => id)).toEqual([ready!.id]);
    expect(await store.claimDue(WEBHOOK_JOB, ready!, 100)).toEqual([]);
  });

  it('claims along the index, though the statistics are older than the backlog', async () => {
    await plant(30_000, 3_000);
    await analyse();
    await plant(50_000, 1, { name: 'busy', inSeconds: -600 });
    const [busy] = await query<{ tenantId: string; id: string }>(
      testDatabase.adminUrl,
      `SELECT tenant_id AS "tenantId", id FROM webhook_events ORDER BY due_at LIMIT 1`,
    );
    expect(await buffers(() => worker().claimDue(WEBHOOK_JOB, busy!, 10))).toBeLessThan(1_000);
  });
});
