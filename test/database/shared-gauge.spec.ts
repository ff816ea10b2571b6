import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { CrossTenant } from '../../src/database/cross-tenant.js';
import { dataSourceOptions } from '../../src/database/data-source.options.js';
import { loadConfig } from '../../src/config/config.js';
import { Database } from '../../src/database/database.js';
import { RUNS } from '../../src/sync/runs/run.table.js';
import { INBOX } from '../../src/webhooks/inbox/inbox.table.js';
import { WorkTables } from '../../src/work/table/work.tables.js';
import type { WorkKind } from '../../src/work/work.kind.js';
import { WorkRegistry } from '../../src/work/work.registry.js';
import { OpenWorkProbe } from '../../src/work/probes/open-work.probe.js';
import { SharedGauge } from '../../src/observability/probes/shared.gauge.js';
import { createDatabase, query, type TestDatabase } from '../support/database.js';

describe('A gauge that walks all tenants', () => {
  let testDatabase: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    testDatabase = await createDatabase();
    const pool = { url: testDatabase.url, poolSize: 5, statementTimeoutMs: 10_000, applicationName: 'spec' };
    dataSource = await new DataSource(dataSourceOptions(pool)).initialize();
  });
  afterAll(async () => {
    await dataSource?.destroy();
    await testDatabase?.drop();
  });

  const crossing = () => new CrossTenant(dataSource);
  const age = (seconds: number, tookMs = 1) =>
    query(
      testDatabase.adminUrl,
      `UPDATE shared_gauges SET computed_at = now() - $1 * interval '1 second', took_ms = $2`,
      [seconds, tookMs],
    );

  it('is computed by one process and read by the others, until it is out of date', async () => {
    let computed = 0;
    const gauges = [1, 2, 3].map(() => new SharedGauge('spec', crossing(), async () => ++computed));
    const readAll = () => Promise.all(gauges.map((gauge) => gauge.read().catch(() => 'unknown')));
    await gauges[0]?.read();
    expect(await readAll()).toEqual([1, 1, 1]);
    await age(3);
    for (const gauge of gauges) expect(await gauge.read()).toBe(2);
    // What takes long is computed seldom.
    await age(3, 1_000);
    expect(await readAll()).toEqual([2, 2, 2]);
    await age(30, 1_000);
    for (const gauge of gauges) expect(await gauge.read()).toBe(3);
  });

  it('is not waited for while another process computes it', async () => {
    const name = 'slow';
    let finish: (value: number) => void = () => undefined;
    const began = new Promise<void>((resolve) => {
      const slow = new SharedGauge<number>(name, crossing(), () => (resolve(), new Promise((done) => (finish = done))));
      void slow.read();
    });
    const other = new SharedGauge<number>(name, crossing(), async () => 0);
    await began;
    await expect(other.read()).rejects.toThrow('being computed');
    await query(testDatabase.adminUrl, `INSERT INTO shared_gauges VALUES ($1, '7', 1, now() - interval '4 seconds')`, [
      name,
    ]);
    expect(await other.read()).toBe(7);
    finish(8);
    await expect(
      (async () => {
        for (;;) if ((await other.read()) === 8) return 'saved';
      })(),
    ).resolves.toBe('saved');
  });

  it('counts due work of the inbox and of runs, what was put off until now included', async () => {
    const plant = (tenant: string, status: string, inSeconds: number, deferred: boolean) =>
      query(
        testDatabase.adminUrl,
        `INSERT INTO webhook_events (tenant_id, id, endpoint, dedupe_key, provider, type, status, due_at, deferred, received_at, received_on)
         VALUES ($1, new_id(), 'e', $2, 'stripe', 't', $3, now() + $4 * interval '1 second', $5, now(), now())`,
        [tenant, randomUUID(), status, inSeconds, deferred],
      );
    const [first, second] = [randomUUID(), randomUUID()];
    const registry = new WorkRegistry(new WorkTables(new Database(dataSource), crossing(), loadConfig({})));
    const kinds = [
      { name: 'webhook', table: INBOX },
      { name: 'run', table: RUNS },
    ];
    for (const kind of kinds) registry.register(kind as WorkKind);
    const read = async () => {
      await query(testDatabase.adminUrl, 'DELETE FROM shared_gauges');
      const probe = new OpenWorkProbe(crossing(), registry);
      probe.allow();
      const answer = await probe.read();
      return answer.up ? answer.value : undefined;
    };
    expect(await read()).toEqual({ webhook: { due: 0, oldestSeconds: 0 }, run: { due: 0, oldestSeconds: 0 } });
    await plant(first, 'received', 60, true);
    await plant(first, 'received', -5, false);
    await plant(second, 'received', -20, false);
    expect(await read()).toMatchObject({ webhook: { due: 2 } });
    expect((await read())?.webhook?.oldestSeconds).toBeGreaterThanOrEqual(20);
    await plant(second, 'processing', -100, true);
    expect(await read()).toMatchObject({ webhook: { due: 3 }, run: { due: 0 } });
    expect((await read())?.webhook?.oldestSeconds).toBeGreaterThanOrEqual(100);
    const api = await new OpenWorkProbe(crossing(), registry).read();
    expect(api.up).toBe(false);
  });
});
