import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { CrossTenant } from '../../src/database/cross-tenant.js';
import { dataSourceOptions } from '../../src/database/data-source.options.js';
import type { Transaction } from '../../src/database/transaction.js';
import { Metrics } from '../../src/observability/metrics.js';
import { DueSchedules } from '../../src/sync/schedules/due-schedules.js';
import { buffersOf } from '../support/buffer.counter.js';
import { createDatabase, query, type TestDatabase } from '../support/database.js';

const TENANTS = 500;
const BATCH = 100;

/** Counts statements beside those that begin and end the transaction. */
class CountingCrossing extends CrossTenant {
  statements = 0;

  override transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return super.transaction((tx) => {
      const count = <A extends unknown[], R>(statement: (...call: A) => R) => {
        return (...call: A): R => (this.statements++, statement(...call));
      };
      return work({
        rows: count((sql: string, parameters?: unknown[]) => tx.rows(sql, parameters)),
        execute: count((sql: string, parameters?: unknown[]) => tx.execute(sql, parameters)),
      } as unknown as Transaction);
    });
  }
}

describe('Due schedules', () => {
  let testDatabase: TestDatabase;
  let dataSource: DataSource;
  let crossing: CountingCrossing;
  let schedules: DueSchedules;
  const sql = (text: string, values: unknown[] = []) =>
    query<Record<string, never>>(testDatabase.adminUrl, text, values);

  /** Of each tenant's one integration so many; every second one is due. */
  const plant = async (perTenant: number) => {
    await sql(
      `INSERT INTO integrations (tenant_id, id, provider, name, environment, status, auth_method, external_account_id)
       SELECT md5('t' || n)::uuid, md5('i' || n)::uuid, 'stripe', 'x', 'sandbox', 'connected', 'key', 'acct_' || n
       FROM generate_series(1, $1::int) n`,
      [TENANTS],
    );
    await sql(
      `SET session_replication_role = replica;
       INSERT INTO sync_schedules (tenant_id, integration_id, sync_type, every_seconds, next_at)
       SELECT md5('t' || n)::uuid, md5('i' || n)::uuid, 's' || s, 3600, now() - interval '1 hour' * (1 - s % 2 * 2)
         - n * interval '1 millisecond' FROM generate_series(1, ${TENANTS}) n, generate_series(1, ${perTenant}) s`,
    );
    await query(testDatabase.adminUrl, 'VACUUM ANALYZE sync_schedules');
  };
  const open = async () => {
    crossing.statements = 0;
    return schedules.open(BATCH);
  };

  beforeAll(async () => {
    testDatabase = await createDatabase();
    const pool = { url: testDatabase.url, poolSize: 1, statementTimeoutMs: 20_000, applicationName: 'spec' };
    dataSource = await new DataSource(dataSourceOptions(pool)).initialize();
    crossing = new CountingCrossing(dataSource);
    schedules = new DueSchedules(crossing, new Metrics(), { scheduleTimeScale: 1 });
  });
  afterAll(async () => {
    await dataSource?.destroy();
    await testDatabase?.drop();
  });
  beforeEach(() => sql('TRUNCATE integrations CASCADE'));

  it('are taken and moved on by two statements, and by one when none is due', async () => {
    await plant(2);
    const { due, hints } = await open();
    expect([due, hints.length, crossing.statements]).toEqual([BATCH, BATCH, 2]);
    expect(
      await sql(
        `SELECT count(*)::int AS moved, count(*) FILTER (WHERE next_at > now())::int AS later, count(DISTINCT r.id)::int AS runs
         FROM sync_schedules s JOIN sync_runs r ON r.id = s.last_run_id AND r.sync_type = s.sync_type
           AND r.tenant_id = s.tenant_id WHERE r.status = 'queued' AND r.job = 'scheduled-sync'`,
      ),
    ).toEqual([{ moved: BATCH, later: BATCH, runs: BATCH }]);
    await sql("UPDATE sync_schedules SET next_at = now() + interval '1 hour'");
    expect([await open(), crossing.statements]).toEqual([{ due: 0, hints: [] }, 1]);
  });

  it('open no second run beside a live one, and none of an integration that is stopped, and move on', async () => {
    await plant(2);
    await sql(`UPDATE sync_schedules SET next_at = now() + interval '1 hour' WHERE tenant_id > md5('t1')::uuid
      OR tenant_id < md5('t1')::uuid`);
    await sql(`UPDATE sync_schedules SET next_at = now() - interval '1 second' WHERE tenant_id = md5('t1')::uuid`);
    expect((await open()).hints).toHaveLength(2);
    await sql(`UPDATE sync_schedules SET next_at = now() - interval '1 second' WHERE tenant_id = md5('t1')::uuid`);
    expect(await open()).toEqual({ due: 2, hints: [] });
    await sql(`DELETE FROM sync_runs`);
    await sql(`UPDATE integrations SET status = 'needs_reauth'`);
    await sql(`UPDATE sync_schedules SET next_at = now() - interval '1 second' WHERE tenant_id = md5('t1')::uuid`);
    expect(await open()).toEqual({ due: 2, hints: [] });
    expect(await sql(`SELECT count(*)::int AS late FROM sync_schedules WHERE next_at <= now()`)).toEqual([{ late: 0 }]);
  });

  it('read everything when that is due, once, and stay due for it while another run is live', async () => {
    await plant(1);
    const due = () =>
      sql(`UPDATE sync_schedules SET next_at = now() - interval '1 second' WHERE tenant_id = md5('t1')::uuid`);
    const ofFirst = (text: string) => sql(`${text} WHERE tenant_id = md5('t1')::uuid`);
    await sql(`UPDATE sync_schedules SET next_at = now() + interval '1 hour'`);
    await ofFirst(`UPDATE sync_schedules SET full_every_seconds = 604800, next_full_at = now() - interval '1 second'`);
    await due();
    await open();
    expect(await ofFirst('SELECT mode FROM sync_runs')).toEqual([{ mode: 'full' }]);
    expect(await ofFirst(`SELECT next_full_at > now() + interval '6 days' AS later FROM sync_schedules`)).toEqual([
      { later: true },
    ]);

    await ofFirst(`UPDATE sync_schedules SET next_full_at = now() - interval '1 second'`);
    await due();
    expect(await open()).toEqual({ due: 1, hints: [] });
    await sql('DELETE FROM sync_runs');
    await due();
    await open();
    await sql('DELETE FROM sync_runs');
    await due();
    await open();
    expect(await ofFirst('SELECT mode FROM sync_runs')).toEqual([{ mode: 'incremental' }]);
  });

  it('cost the same whether there are 1,000 or 100,000', async () => {
    const costs: number[] = [];
    for (const perTenant of [2, 200]) {
      await sql('TRUNCATE integrations CASCADE');
      await plant(perTenant);
      await open();
      const tables = ['sync_schedules', 'integrations'];
      costs.push(
        await buffersOf(testDatabase.adminUrl, dataSource, tables, async () => expect((await open()).due).toBe(BATCH)),
      );
    }
    const [few = 0, many = 0] = costs;
    expect([costs, many <= 2 * few]).toEqual([costs, true]);
  });
});
