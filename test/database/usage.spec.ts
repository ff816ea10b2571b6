import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { CrossTenant } from '../../src/database/cross-tenant.js';
import { dataSourceOptions } from '../../src/database/data-source.options.js';
import { Database } from '../../src/database/database.js';
import { MonthlyUsage } from '../../src/observability/usage/monthly.usage.js';
import { UsageStore } from '../../src/observability/usage/usage.store.js';
import { createDatabase, type TestDatabase } from '../support/database.js';

const day = (text: string) => Date.parse(`${text}T00:00:00Z`) / 86_400_000;

describe('UsageStore', () => {
  const tenants = [randomUUID(), randomUUID()];
  let testDatabase: TestDatabase;
  let dataSource: DataSource;
  let database: Database;
  let store: UsageStore;

  beforeAll(async () => {
    testDatabase = await createDatabase();
    const pool = { url: testDatabase.url, poolSize: 10, statementTimeoutMs: 10_000, applicationName: 'spec' };
    dataSource = await new DataSource(dataSourceOptions(pool)).initialize();
    database = new Database(dataSource);
    store = new UsageStore(database);
  });
  afterAll(async () => {
    await dataSource?.destroy();
    await testDatabase?.drop();
  });

  const add = (tenantId: string, provider: string, date: string, apiCalls: number) =>
    store.add(tenantId, [{ tenantId, provider, day: day(date), apiCalls, records: 2, webhooks: 3, bytes: 2 ** 40 }]);

  it('adds to what is there, from many processes at once', async () => {
    const [tenantId] = tenants as [string];
    await Promise.all(Array.from({ length: 20 }, () => add(tenantId, 'stripe', '2026-02-28', 5)));
    const rows = await database.inTenant(tenantId, (tx) =>
      tx.rows(
        `SELECT provider, to_char(day, 'YYYY-MM-DD') AS day, api_calls::float8, records::float8, webhooks::float8,
           bytes::float8 FROM provider_usage`,
      ),
    );
    expect(rows).toEqual([
      { provider: 'stripe', day: '2026-02-28', api_calls: 100, records: 40, webhooks: 60, bytes: 20 * 2 ** 40 },
    ]);
  });

  it('sums a month of a provider over all tenants', async () => {
    for (const tenantId of tenants) {
      await add(tenantId, 'quickbooks', '2026-02-28', 1_000);
      await add(tenantId, 'quickbooks', '2026-03-01', 10);
      await add(tenantId, 'quickbooks', '2026-03-31', 1);
      await add(tenantId, 'quickbooks', '2026-04-01', 1_000);
    }
    const monthly = new MonthlyUsage(new CrossTenant(dataSource));
    expect(await monthly.calls('quickbooks', '2026-03-15')).toBe(22);
    expect(await monthly.calls('quickbooks', '2026-03-31')).toBe(22);
    expect(await monthly.calls('square', '2026-03-15')).toBe(0);
  });
});
