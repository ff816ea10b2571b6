import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { loadConfig } from '../../src/config/config.js';
import { CrossTenant } from '../../src/database/cross-tenant.js';
import { dataSourceOptions } from '../../src/database/data-source.options.js';
import { Database } from '../../src/database/database.js';
import { OUTBOUND_TARGET_TABLE, type ClaimedTarget } from '../../src/outbound/targets/outbound-target.table.js';
import type { FreeLanes } from '../../src/work/table/free.lanes.js';
import type { WorkTable } from '../../src/work/table/work.table.js';
import { WorkTables } from '../../src/work/table/work.tables.js';
import { buffersOf } from '../support/buffer.counter.js';
import { createDatabase, query, type TestDatabase } from '../support/database.js';

interface Planted {
  tenantId: string;
  integrationId: string;
  provider?: string;
  count: number;
  inDoubt?: boolean;
  status?: string;
  /** Of the first one. Each of the others follows a microsecond later. */
  dueInSeconds?: number;
}

/** $1 tenant, $2 integration, $3 how many, $4 whether in doubt, $5 status, $6 due in so many seconds, $7 provider. */
const PLANT_SQL = `
  INSERT INTO outbound_targets (tenant_id, id, integration_id, provider, target, entity, platform_id, subject, wanted, in_doubt,
    status, due_at, deferred)
  SELECT $1, new_id(), $2, $7, 'guest', 'contacts', 'x', gen_random_uuid()::text, 1, $4, $5,
    CASE WHEN $5 = 'pending' THEN now() + $6 * interval '1 second' + n * interval '1 microsecond' END, $6 > 0
  FROM generate_series(1, $3::int) n`;

describe('Claims of targets', () => {
  let testDatabase: TestDatabase;
  let single: DataSource;
  let table: WorkTable<ClaimedTarget>;
  const tenantId = randomUUID();
  const integrationId = randomUUID();
  const ref = { tenantId, id: randomUUID() };

  const connect = () => {
    const pool = { url: testDatabase.url, poolSize: 1, statementTimeoutMs: 20_000, applicationName: 'spec' };
    return new DataSource(dataSourceOptions(pool)).initialize();
  };
  const tableOf = (source: DataSource) =>
    new WorkTables(new Database(source), new CrossTenant(source), loadConfig({})).of<ClaimedTarget>(
      OUTBOUND_TARGET_TABLE,
    );

  beforeAll(async () => {
    testDatabase = await createDatabase();
    single = await connect();
    table = tableOf(single);
  });
  afterAll(async () => {
    await single?.destroy();
    await testDatabase?.drop();
  });
  beforeEach(() => query(testDatabase.adminUrl, 'TRUNCATE outbound_targets CASCADE'));

  const plant = async ({ count, inDoubt = false, status = 'pending', dueInSeconds = -60, ...of }: Planted) => {
    const values = [of.tenantId, of.integrationId, count, inDoubt, status, dueInSeconds, of.provider ?? 'acme'];
    await query(testDatabase.adminUrl, PLANT_SQL, values);
  };
  const analyse = () => query(testDatabase.adminUrl, 'VACUUM ANALYZE outbound_targets');
  const take = (limit: number, free: Partial<FreeLanes> = {}) =>
    table.claimDue('push', ref, limit, { taken: [], left: new Map(), most: 10, ...free });
  /** @returns how many were claimed that are in doubt, and how many others */
  const claim = async (limit: number, free?: Partial<FreeLanes>) => {
    const items = await take(limit, free);
    const doubts = items.filter(({ inDoubt }) => inDoubt).length;
    return [doubts, items.length - doubts];
  };
  /** @returns how many were claimed of each integration */
  const claimByLane = async (limit: number, free?: Partial<FreeLanes>) => {
    const counts: Record<string, number> = {};
    for (const { integrationId: lane } of await take(limit, free)) counts[lane] = (counts[lane] ?? 0) + 1;
    return counts;
  };

  it('take those in doubt in turn with the others, however many of either are due before', async () => {
    await plant({ tenantId, integrationId, count: 40 });
    await plant({ tenantId, integrationId, count: 20, inDoubt: true, dueInSeconds: -1 });
    expect(await claim(10)).toEqual([5, 5]);
    expect(await claim(11)).toEqual([5, 6]);
    expect(await claim(30)).toEqual([10, 20]);
    expect(await claim(30)).toEqual([0, 9]);
    await plant({ tenantId, integrationId, count: 30, inDoubt: true });
    expect(await claim(20)).toEqual([20, 0]);
  });

  it('take those in doubt of all integrations that are free', async () => {
    const other = randomUUID();
    await plant({ tenantId, integrationId, count: 20, inDoubt: true });
    await plant({ tenantId, integrationId: other, count: 20, inDoubt: true, dueInSeconds: -30 });
    await plant({ tenantId, integrationId, count: 20, dueInSeconds: -90 });
    await plant({ tenantId, integrationId, count: 5, inDoubt: true, dueInSeconds: 60 });
    expect(await claim(10, { taken: [integrationId] })).toEqual([10, 0]);
    expect(await claim(40)).toEqual([25, 15]);
    expect(await claim(40)).toEqual([5, 5]);
  });

  it('take from all lanes in turn, however long the others have waited', async () => {
    const other = randomUUID();
    const small = randomUUID();
    await plant({ tenantId, integrationId, count: 500, dueInSeconds: -3_600 });
    await plant({ tenantId, integrationId: other, count: 20, dueInSeconds: -1 });
    await plant({ tenantId, integrationId: small, count: 2, dueInSeconds: -1 });
    expect(await claimByLane(12)).toEqual({ [integrationId]: 5, [other]: 5, [small]: 2 });
    expect(await claimByLane(30, { taken: [integrationId] })).toEqual({ [other]: 15 });
  });

  it('take no more lanes of a group than it has places for, and any of its lanes', async () => {
    const lanes = Array.from({ length: 5 }, () => randomUUID());
    for (const lane of lanes) await plant({ tenantId, integrationId: lane, count: 60, dueInSeconds: -60 });
    await plant({ tenantId, integrationId, provider: 'other', count: 60 });
    const seen = new Set<string>();
    for (let times = 0; times < 30; times++) {
      const taken = Object.keys(await claimByLane(3, { most: 2 }));
      expect([taken.length, taken.includes(integrationId)]).toEqual([3, true]);
      for (const lane of taken) seen.add(lane);
    }
    expect(seen).toEqual(new Set([...lanes, integrationId]));
    const left = (acme: number) => ({ left: new Map([['acme', acme]]), most: 2 });
    expect(Object.keys(await claimByLane(4, left(1)))).toHaveLength(2);
    expect(await claimByLane(4, left(0))).toEqual({ [integrationId]: 4 });
  });

  it('cost about as much among 90,000 targets as among 1,200', async () => {
    const costs: number[] = [];
    const blockedCosts: number[] = [];
    const lanes = { taken: [integrationId] };
    const others = Array.from({ length: 9 }, () => ({ tenantId: randomUUID(), integrationId: randomUUID() }));
    for (const count of [40, 3_000]) {
      for (const of of [{ tenantId, integrationId }, ...others]) {
        await plant({ ...of, count: count / 2, inDoubt: true });
        await plant({ ...of, count: count / 2 });
        await plant({ ...of, count, dueInSeconds: 3_600 });
        await plant({ ...of, count, status: 'applied' });
      }
      await analyse();
      // The first claim of a connection plans its statements, which reads pages as well.
      expect(await claim(4)).toEqual([2, 2]);
      const some = async () => expect(await claim(10)).toEqual([5, 5]);
      costs.push(await buffersOf(testDatabase.adminUrl, single, ['outbound_targets'], some));
      // However much is due for an integration that takes nothing now, it is not read.
      const none = async () => expect(await claim(10, lanes)).toEqual([0, 0]);
      blockedCosts.push(await buffersOf(testDatabase.adminUrl, single, ['outbound_targets'], none));
    }
    expect([costs, costs[1]! <= 2 * costs[0]!]).toEqual([costs, true]);
    // To plan the statement takes about 30 pages, however many targets there are.
    expect([blockedCosts, costs, Math.max(...blockedCosts) <= costs[0]! / 2]).toEqual([blockedCosts, costs, true]);
  });

  it('are extended while some of their targets are handed back, and neither waits for the other', async () => {
    const second = await connect();
    const other = tableOf(second);
    try {
      for (let round = 0; round < 5; round++) {
        await plant({ tenantId, integrationId, count: 500 });
        const items = await take(500);
        const reversed = [...items].reverse();
        const postponed = reversed.map((item) => ({
          item,
          delayMs: 3_600_000,
          usesAttempt: false,
          hinted: false,
          error: null,
        }));
        await Promise.all([table.extend(tenantId, items), other.postpone(tenantId, postponed)]);
      }
    } finally {
      await second.destroy();
    }
  });
});
