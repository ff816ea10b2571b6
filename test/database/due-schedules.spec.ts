import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { CrossTenant } from '../../src/database/cross-tenant.js';
import { dataSourceOptions } from '../../src/database/data-source.options.js';
import { DEFAULT_SCHEDULES_SQL } from '../../src/database/migrations/1795400043000-coverage.js';
import type { Transaction } from '../../src/database/transaction.js';
import { Metrics } from '../../src/observability/metrics.js';
import { loadConfig } from '../../src/config/config.js';
import { GapStore } from '../../src/coverage/gap.store.js';
import { Facts } from '../../src/facts/facts.js';
import { GapRuns } from '../../src/sync/gaps/gap.runs.js';
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

  it('are made for integrations that have none, but not where a person has chosen otherwise', async () => {
    await plant(0);
    const of = (n: number) => `tenant_id = md5('t${n}')::uuid`;
    await sql(`UPDATE integrations SET status = 'disconnected' WHERE ${of(1)}`);
    await sql(`INSERT INTO sync_schedules (tenant_id, integration_id, sync_type, cron, next_at)
      SELECT tenant_id, id, 'customers', '@daily', now() FROM integrations WHERE ${of(2)}`);
    await sql(`INSERT INTO audit_log (tenant_id, id, actor, action, target, detail)
      SELECT tenant_id, new_id(), 'user:u', 'schedule.removed', id || '/all', '{}' FROM integrations WHERE ${of(3)}`);
    await sql(`INSERT INTO audit_log (tenant_id, id, actor, action, target, detail)
      SELECT tenant_id, new_id(), 'user:u', 'schedule.removed', id || '/products', '{}' FROM integrations WHERE ${of(4)}`);
    for (let n = 0; n < 2; n += 1) await crossing.transaction((tx) => tx.execute(DEFAULT_SCHEDULES_SQL));
    const made = `SELECT count(*)::int AS made, count(*) FILTER (WHERE next_at > now() + interval '2 hours')::int > 300
      AS spread FROM sync_schedules WHERE sync_type = 'all' AND every_seconds = 900 AND full_every_seconds = 604800`;
    expect(await sql(made)).toEqual([{ made: TENANTS - 3, spread: true }]);
    const kept = `SELECT sync_type AS type FROM sync_schedules WHERE ${of(1)} OR ${of(2)} OR ${of(3)}`;
    expect(await sql(kept)).toEqual([{ type: 'customers' }]);
  });

  it('of gaps that stay open are runs of their streams, unless one is live, and again after a while', async () => {
    await plant(0);
    await sql(`INSERT INTO coverage_gaps (tenant_id, integration_id, stream, reason, provider, retry_at)
      SELECT tenant_id, id, s.stream, 'stream_failed', provider, now() - interval '1 second'
      FROM integrations, (VALUES ('customers'), ('charges')) s(stream) WHERE tenant_id <= md5('t1')::uuid
        AND tenant_id >= md5('t1')::uuid`);
    const runs = new GapRuns(crossing, new GapStore(new Facts(), loadConfig({ NODE_ENV: 'test' })));
    const dueAgain = () => sql(`UPDATE coverage_gaps SET retry_at = now() - interval '1 second'`);
    crossing.statements = 0;
    const first = await runs.open(BATCH);
    expect([first.due, first.hints.length, crossing.statements]).toEqual([2, 2, 2]);
    expect(await runs.open(BATCH)).toEqual({ due: 0, hints: [] });
    await dueAgain();
    expect(await runs.open(BATCH)).toEqual({ due: 2, hints: [] });
    await sql(`UPDATE sync_runs SET status = 'failed'`);
    await dueAgain();
    expect((await runs.open(BATCH)).hints).toHaveLength(2);
    await sql('DELETE FROM sync_runs');
    await sql(`UPDATE integrations SET status = 'paused'`);
    await dueAgain();
    expect(await runs.open(BATCH)).toEqual({ due: 0, hints: [] });
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
