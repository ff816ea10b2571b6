import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StatisticsRefresher } from '../../src/admin/statistics/statistics.refresher.js';
import { AdminDatabase } from '../../src/database/admin.database.js';
import { createDatabase, query, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/condition.wait.js';

const LEAST = 500;
const ROWS = 3_000;

describe('The statistics of a table that has grown', () => {
  let testDatabase: TestDatabase;
  let admin: AdminDatabase;
  let refresher: StatisticsRefresher;

  beforeAll(async () => {
    testDatabase = await createDatabase();
    const pool = { url: testDatabase.url, poolSize: 1, statementTimeoutMs: 10_000, applicationName: 'spec' };
    admin = new AdminDatabase(pool);
    const limits = { STATISTICS_CHECK_MS: 1_000, STATISTICS_LEAST_ROWS: LEAST };
    const config = { limits } as unknown as ConstructorParameters<typeof StatisticsRefresher>[1];
    refresher = new StatisticsRefresher(admin, config);
  });
  afterAll(async () => {
    await refresher?.onModuleDestroy();
    await admin?.close();
    await testDatabase?.drop();
  });

  const sql = <T extends Record<string, unknown>>(text: string, values: unknown[] = []) =>
    query<T>(testDatabase.adminUrl, text, values);
  const store = (from: number, count: number) =>
    sql(
      `INSERT INTO request_replays (service, token, expires_at)
       SELECT 'payment', sha256(n::text::bytea), now() FROM generate_series($1::int, $2::int) n`,
      [from, from + count - 1],
    );
  const known = async () => {
    const [row] = await sql<{ rows: number }>(
      `SELECT reltuples::int AS rows FROM pg_class WHERE relname = 'request_replays'`,
    );
    return row?.rows;
  };

  it('are renewed by the login of the service, once for so many rows, and not for rows that only change', async () => {
    await sql(`ALTER TABLE request_replays SET (autovacuum_enabled = false)`);
    expect(await refresher.renewOne()).toBeNull();
    await store(1, ROWS);
    // A session tells the collector what it has done a moment later.
    await eventually(
      () => refresher.renewOne(),
      (name) => name === 'request_replays',
    );
    expect([await refresher.renewOne(), await known()]).toEqual([null, ROWS]);
    await sql(`UPDATE request_replays SET expires_at = expires_at + interval '1 hour'`);
    await store(ROWS + 1, LEAST);
    await eventually(
      () =>
        sql<{ n: number }>(
          `SELECT n_mod_since_analyze::int AS n FROM pg_stat_user_tables WHERE relname = 'request_replays'`,
        ),
      ([row]) => row?.n === ROWS + LEAST,
    );
    expect([await refresher.renewOne(), await known()]).toEqual([null, ROWS]);
  });

  it('are not renewed for a number of rows that says nothing', async () => {
    await expect(admin.call('SELECT analyse_grown_table($1)', [0])).rejects.toThrow('1 row at least');
  });
});
