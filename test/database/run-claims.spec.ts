import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { loadConfig } from '../../src/config/config.js';
import { CrossTenant } from '../../src/database/cross-tenant.js';
import { dataSourceOptions } from '../../src/database/data-source.options.js';
import { Database } from '../../src/database/database.js';
import type { WorkRef } from '../../src/work/queue.table.js';
import type { RunJob, RunRow } from '../../src/sync/runs/run.row.js';
import { RUNS } from '../../src/sync/runs/run.table.js';
import type { WorkTable } from '../../src/work/table/work.table.js';
import { WorkTables } from '../../src/work/table/work.tables.js';
import { createDatabase, query, type TestDatabase } from '../support/database.js';

const config = loadConfig({});
const SHARE = config.limits.SYNC_RUNS_PER_TENANT;

describe('Claiming runs', () => {
  let testDatabase: TestDatabase;
  let dataSource: DataSource;
  let runs: WorkTable<RunRow>;

  beforeAll(async () => {
    testDatabase = await createDatabase();
    const pool = { url: testDatabase.url, poolSize: 5, statementTimeoutMs: 10_000, applicationName: 'spec' };
    dataSource = await new DataSource(dataSourceOptions(pool)).initialize();
    runs = new WorkTables(new Database(dataSource), new CrossTenant(dataSource), config).of<RunRow>(RUNS);
  });
  afterAll(async () => {
    await dataSource?.destroy();
    await testDatabase?.drop();
  });
  beforeEach(() => query(testDatabase.adminUrl, 'TRUNCATE integrations CASCADE'));

  const tenantWithRuns = async (count: number, job: RunJob = 'sync', dueSeconds = -5): Promise<WorkRef[]> => {
    const [tenantId, integrationId] = [randomUUID(), randomUUID()];
    await query(
      testDatabase.adminUrl,
      `INSERT INTO integrations (tenant_id, id, provider, name, environment, status, auth_method, external_account_id)
       VALUES ($1, $2, 'stripe', 'x', 'sandbox', 'connected', 'key', $3)`,
      [tenantId, integrationId, `acct_${integrationId}`],
    );
    return query<WorkRef & Record<string, string>>(
      testDatabase.adminUrl,
      `INSERT INTO sync_runs (tenant_id, id, integration_id, provider, sync_type, mode, trigger, status, queue, job, due_at)
       SELECT $1, new_id(), $2, 'stripe', 'stream' || n, 'full', 'user', 'queued', 'q', $4, now() + $5 * interval '1 second'
       FROM generate_series(1, $3) n RETURNING tenant_id AS "tenantId", id`,
      [tenantId, integrationId, count, job, dueSeconds],
    );
  };
  const claimAll = async (refs: readonly WorkRef[]) => {
    const claims = [];
    for (const ref of refs) claims.push(await runs.claimRow('sync', ref, SHARE));
    return claims.map((claim) => claim && (claim.isSurplus ? 'surplus' : 'share'));
  };
  const take = (jobs: readonly RunJob[], limit = 100) =>
    runs.takeDue({ jobs, limit, perTenant: 50, hintTtlMs: 30_000, dueForMs: 0 });

  it('gives a tenant more than its share while no other waits', async () => {
    const mine = await tenantWithRuns(SHARE + 2);
    await tenantWithRuns(1, 'scheduled-sync');
    await tenantWithRuns(1, 'sync', 60);
    expect(await claimAll(mine)).toEqual([...Array<string>(SHARE).fill('share'), 'surplus', 'surplus']);
    expect(await runs.hasSurplus(mine[0]!.tenantId, SHARE)).toBe(true);
  });

  it('gives a tenant its share alone while another waits, and puts the rest off', async () => {
    const mine = await tenantWithRuns(SHARE + 1);
    const [other] = await tenantWithRuns(1);
    expect(await claimAll(mine)).toEqual([...Array<string>(SHARE).fill('share'), null]);
    expect(await runs.hasSurplus(mine[0]!.tenantId, SHARE)).toBe(false);
    expect(await runs.othersWait('sync', mine[0]!.tenantId, 1_000)).toBe(true);
    expect(await runs.othersWait('sync', mine[0]!.tenantId, 60_000)).toBe(false);
    expect(await claimAll([other!])).toEqual(['share']);
    expect(await runs.othersWait('sync', mine[0]!.tenantId, 0)).toBe(false);
    // It was put off a second, and does not wait for a slot meanwhile.
    expect(await runs.othersWait('sync', other!.tenantId, 0)).toBe(false);
    expect(await take(['sync'])).toEqual([]);
  });

  it('finds due runs of each job, and none waits for another', async () => {
    await tenantWithRuns(20, 'batch', -60);
    await tenantWithRuns(5, 'sync');
    await tenantWithRuns(5, 'scheduled-sync');
    const due = await take(['sync', 'scheduled-sync', 'batch'], 12);
    const counts = (job: RunJob) => due.filter((row) => row.job === job).length;
    expect([counts('sync'), counts('scheduled-sync'), counts('batch')]).toEqual([4, 4, 4]);
    expect((await take(['sync'])).map(({ job }) => job)).toEqual(['sync']);
  });
});
