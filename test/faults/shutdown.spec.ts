import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { atPage, PAGES_LOST_AT_ONCE, requestsFor, runOf } from '../support/backfill.progress.js';
import { compare, SAME } from '../support/record.comparison.js';
import { query } from '../support/database.js';
import { elapse } from '../support/fixed.wait.js';
import { deadline } from '../support/patience.js';
import { startService, type Service } from '../support/service.js';
import { eventually, type Tenant } from '../support/tenant.js';
import { startWorld, type World } from '../support/world.js';

const OPERATION = 'GET /v1/customers';

describe('Processes that stop, and several at once', () => {
  let world: World;
  let tenant: Tenant;

  beforeAll(async () => {
    world = await startWorld({ LEASE_SECONDS: '3' });
    tenant = world.tenant();
    await world.sandbox.control('POST', '/latency', { ms: 200, path: '/v1/customers' });
  });
  afterAll(() => world?.end());

  const backfill = async (customers: number, seed: number) => {
    await world.sandbox.control('DELETE', '/requests');
    const account = await world.account({ counts: { customers }, seed });
    const integrationId = await tenant.connect(account.secretKey);
    const run = await tenant.sync(integrationId, 'customers', 'full');
    return { account, integrationId, id: run.id };
  };
  const another = (): Promise<Service> => {
    const { PORT: _, ...env } = world.service.env;
    return startService(env);
  };
  /** Between two transactions: the locks of an open one would keep everybody else away. */
  const freeze = (service: Service) =>
    eventually(
      async () => {
        service.process.kill('SIGSTOP');
        const [open] = await query<{ n: number }>(
          world.database.adminUrl,
          `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database()
             AND application_name LIKE 'integration-service%' AND state <> 'idle'`,
        );
        if (open?.n !== 0) service.process.kill('SIGCONT');
        return open?.n;
      },
      (open) => open === 0,
    );

  it('hand a backfill back on SIGTERM, using up no attempt, and another finishes it', async () => {
    const { account, integrationId, id } = await backfill(6_000, 41);
    const { progress } = await atPage(tenant, id, 15);
    const asked = performance.now();
    expect(await world.service.stop()).toBe(0);
    expect(performance.now()).toBeLessThan(deadline(asked, 25_000));
    const [left] = await query<{ status: string; attempts: number; pages: number; due: boolean }>(
      world.database.adminUrl,
      `SELECT r.status, r.attempts, r.due_at <= now() AS due,
         (SELECT sum(pages)::int FROM sync_slices s WHERE s.run_id = r.id) AS pages FROM sync_runs r WHERE r.id = $1`,
      [id],
    );
    expect(left).toMatchObject({ status: 'queued', attempts: 0, due: true });
    expect(left?.pages).toBeGreaterThanOrEqual(progress.pages ?? 0);
    expect(left?.pages).toBeLessThan(60);

    await world.restart();
    expect(await tenant.finished(id)).toMatchObject({ status: 'succeeded', error: null });
    const run = await runOf(tenant, id);
    expect([run.attempt, run.progress.created]).toEqual([1, 6_000]);
    expect(await requestsFor(world.sandbox, OPERATION)).toBeLessThanOrEqual(
      (run.progress.pages ?? 0) + PAGES_LOST_AT_ONCE,
    );
    expect(await compare(world.sandbox, account.id, tenant, integrationId, 'customers')).toEqual(SAME);
  });

  it('hand it back although a page of it is being written for a while', async () => {
    const { id } = await backfill(6_000, 45);
    await atPage(tenant, id, 5);
    const holder = new pg.Client({ connectionString: world.database.adminUrl });
    await holder.connect();
    try {
      await holder.query('BEGIN');
      await holder.query('SELECT FROM sync_slices WHERE run_id = $1 FOR UPDATE', [id]);
      // The next page waits for the lock, and what hands the run back comes after it.
      await elapse(500);
      const stopped = world.service.stop();
      await elapse(1_500);
      await holder.query('ROLLBACK');
      expect(await stopped).toBe(0);
    } finally {
      await holder.end();
    }
    const [left] = await query(world.database.adminUrl, 'SELECT status, attempts FROM sync_runs WHERE id = $1', [id]);
    expect(left).toEqual({ status: 'queued', attempts: 0 });
    await world.restart();
    expect(await tenant.finished(id)).toMatchObject({ status: 'succeeded', error: null });
  });

  it('do a run in one of them only, and fetch each page once', async () => {
    const other = await another();
    try {
      const { account, integrationId, id } = await backfill(4_000, 42);
      expect(await tenant.finished(id)).toMatchObject({ status: 'succeeded', error: null });
      const { progress } = await runOf(tenant, id);
      expect(progress.created).toBe(4_000);
      expect(await requestsFor(world.sandbox, OPERATION)).toBe(progress.pages);
      expect(await compare(world.sandbox, account.id, tenant, integrationId, 'customers')).toEqual(SAME);
    } finally {
      await other.stop();
    }
  });

  it('take over at once what another hands back', async () => {
    const { account, integrationId, id } = await backfill(6_000, 43);
    await atPage(tenant, id, 10);
    const other = await another();
    try {
      expect(await world.service.stop()).toBe(0);
      const handedBack = performance.now();
      world.service = other;
      const { progress } = await runOf(tenant, id);
      await atPage(tenant, id, (progress.pages ?? 0) + 1, 10_000);
      expect(performance.now()).toBeLessThan(deadline(handedBack, 10_000));
      expect(await tenant.finished(id)).toMatchObject({ status: 'succeeded', error: null });
      expect((await runOf(tenant, id)).attempt).toBe(1);
      expect(await compare(world.sandbox, account.id, tenant, integrationId, 'customers')).toEqual(SAME);
    } finally {
      world.service = other;
    }
  });

  it('write nothing of a run that was taken over while they were frozen', async () => {
    const { account, integrationId, id } = await backfill(6_000, 44);
    await atPage(tenant, id, 10);
    const frozen = world.service;
    await freeze(frozen);
    world.service = await another();
    try {
      const { progress } = await runOf(tenant, id);
      await atPage(tenant, id, (progress.pages ?? 0) + 3, 15_000);
      frozen.process.kill('SIGCONT');
      expect(await tenant.finished(id)).toMatchObject({ status: 'succeeded', error: null });
      const run = await runOf(tenant, id);
      // A page that both had written would have been counted twice.
      expect(run).toMatchObject({ attempt: 1, progress: { fetched: 6_000, created: 6_000 } });
      expect(await compare(world.sandbox, account.id, tenant, integrationId, 'customers')).toEqual(SAME);
    } finally {
      frozen.process.kill('SIGCONT');
      expect(await frozen.stop()).toBe(0);
    }
  });
});
