import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { NIL as NO_EVENT } from 'uuid';
import { BodyPartitions } from '../../src/admin/retention/body.partitions.js';
import type { RuleName } from '../../src/admin/retention/retention.rule.js';
import { RetentionRules } from '../../src/admin/retention/retention.rules.js';
import { RetentionRunner, type RuleResult } from '../../src/admin/retention/retention.runner.js';
import { loadConfig } from '../../src/config/config.js';
import { AdminDatabase } from '../../src/database/admin.database.js';
import { CrossTenant } from '../../src/database/cross-tenant.js';
import { dataSourceOptions } from '../../src/database/data-source.options.js';
import { Database } from '../../src/database/database.js';
import { Metrics } from '../../src/observability/metrics.js';
import { EventStore } from '../../src/webhooks/events/event.store.js';
import { INBOX, WEBHOOK_JOB, type ClaimedEvent } from '../../src/webhooks/inbox/inbox.table.js';
import { WorkTables } from '../../src/work/table/work.tables.js';
import { createDatabase, query, type TestDatabase } from '../support/database.js';
import { createBodyPartition, tenantOfRows, insertEvents } from '../support/inbox.rows.js';
import { deadline } from '../support/patience.js';

Logger.overrideLogger(false);

const TENANTS = 50;
const OLD = 60_000;
/** Of `database/functions/retention-walk.sql.ts`. */
const PAGES_A_CALL = 2_048;

describe('Retention', () => {
  let testDatabase: TestDatabase;
  let dataSource: DataSource;
  let admin: AdminDatabase;
  const metrics = new Metrics();

  beforeAll(async () => {
    testDatabase = await createDatabase();
    const pool = { url: testDatabase.url, poolSize: 5, statementTimeoutMs: 30_000, applicationName: 'spec' };
    dataSource = await new DataSource(dataSourceOptions(pool)).initialize();
    admin = new AdminDatabase(pool);
  });
  afterAll(async () => {
    await admin?.close();
    await dataSource?.destroy();
    await testDatabase?.drop();
  });

  const insert = (events: Omit<Parameters<typeof insertEvents>[1], 'tenants'>) =>
    insertEvents(testDatabase.adminUrl, { tenants: TENANTS, ...events });
  const counted = async (sql: string): Promise<number> =>
    (await query<{ count: number }>(testDatabase.adminUrl, `SELECT count(*)::int AS count FROM ${sql}`))[0]!.count;

  /** Runs these rules once, or all. */
  const run = (limits: Record<string, string> = {}, ...names: RuleName[]): Promise<Record<string, RuleResult>> =>
    processOf(limits)(...names);

  /** Rules of one process, which may be run more than once. */
  function processOf(limits: Record<string, string>) {
    const config = loadConfig({ RETENTION_PAUSE_MS: '0', ...limits });
    const rules = new RetentionRules(admin, new BodyPartitions(admin, config), config);
    return (...names: RuleName[]) => runOf(rules, new RetentionRunner(metrics, config), names);
  }

  async function runOf(rules: RetentionRules, runner: RetentionRunner, names: RuleName[]) {
    const results: Record<string, RuleResult> = {};
    for (const rule of rules.all()) {
      if (names.length === 0 || names.includes(rule.name)) results[rule.name] = await runner.run(rule, () => false);
    }
    return results;
  }

  /** Blocks that one call reads or finds cached. */
  async function buffersOf(sql: string): Promise<number> {
    const client = new pg.Client({ connectionString: testDatabase.url });
    await client.connect();
    try {
      await client.query('BEGIN');
      const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>(
        `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql}`,
      );
      await client.query('ROLLBACK');
      const { Plan } = rows[0]!['QUERY PLAN'][0];
      return Number(Plan['Shared Hit Blocks']) + Number(Plan['Shared Read Blocks']);
    } finally {
      await client.end();
    }
  }

  describe('of webhook events', () => {
    beforeAll(async () => {
      // It would free the first pages at any time, and later rows would lie there instead of at the end of the walk.
      await query(testDatabase.adminUrl, 'ALTER TABLE webhook_events SET (autovacuum_enabled = false)');
      await insert({ count: OLD, daysAgo: 100, status: 'done' });
      await insert({ count: 3_000, daysAgo: 95, status: 'dead' });
      await insert({ count: 3_000, daysAgo: 97, status: 'received' });
      await insert({ count: 3_000, daysAgo: 89, status: 'done' });
    });

    it('reads as much for a batch in a large table as in a small one', async () => {
      const batch = `SELECT * FROM retire_webhook_events_after(90, 500, NULL)`;
      // Once for the hint bits of rows that were just written, and for the catalogue.
      await buffersOf(batch);
      const small = await buffersOf(batch);
      await insert({ count: 2 * OLD, daysAgo: 1, status: 'done' });
      await buffersOf(batch);
      expect(await buffersOf(batch)).toBeLessThan(small * 1.2);
    });

    it('reads a bounded number of pages where a call finds nothing', async () => {
      const pages = await counted(`generate_series(1, pg_relation_size('webhook_events') / 8192)`);
      const nothing = `SELECT * FROM retire_webhook_events_after(3650, 500, NULL)`;
      await buffersOf(nothing);
      expect(pages).toBeGreaterThan(2 * PAGES_A_CALL);
      // And what a new connection reads of the catalogue.
      expect(await buffersOf(nothing)).toBeLessThan(PAGES_A_CALL + 1_000);
      const calls = await query<{ next: string }>(
        testDatabase.adminUrl,
        `WITH RECURSIVE calls AS (
           SELECT c.next_position AS next FROM retire_webhook_events_after(3650, 500, NULL) c
           UNION ALL
           SELECT c.next_position FROM calls l CROSS JOIN LATERAL retire_webhook_events_after(3650, 500, l.next) c
         ) SELECT next FROM calls`,
      );
      expect(calls).toHaveLength(Math.ceil(pages / PAGES_A_CALL));
    });

    it('leaves what its budget does not suffice for, and goes on where it is called again', async () => {
      const began = performance.now();
      const { webhookEvents } = await run(
        { RETENTION_RULE_BUDGET_MS: '150', RETENTION_BATCH_ROWS: '100' },
        'webhookEvents',
      );
      expect(webhookEvents).toMatchObject({ outcome: 'more', removed: expect.any(Number) });
      expect(webhookEvents!.removed).toBeGreaterThan(0);
      expect(performance.now()).toBeLessThan(deadline(began, 5_000));
      const rest = await run({}, 'webhookEvents');
      expect(rest.webhookEvents!.removed + webhookEvents!.removed).toBe(OLD + 3_000);
    });

    it('keeps open events, however old, and what is younger', async () => {
      expect(await counted(`webhook_events WHERE status = 'received'`)).toBe(3_000);
      expect(await counted(`webhook_events WHERE received_on >= current_date - 90`)).toBe(3_000 + 2 * OLD);
      expect((await run({}, 'webhookEvents')).webhookEvents).toEqual({ removed: 0, outcome: 'done' });
    });

    it('passes those that have to stay, however many budgets it takes', async () => {
      await insert({ count: 10, daysAgo: 94, status: 'done' });
      // One call a budget, and the last rows are more than one call away.
      const runAgain = processOf({ RETENTION_RULE_BUDGET_MS: '1' });
      const removed: number[] = [];
      while (removed.length < 100 && !removed.includes(10)) {
        removed.push((await runAgain('webhookEvents')).webhookEvents!.removed);
      }
      expect(removed.length).toBeGreaterThan(1);
      expect(removed).toEqual([...removed.slice(1).fill(0), 10]);
    });

    it('waits for no row that is locked, and takes it the next time', async () => {
      await insert({ count: 200, daysAgo: 100, status: 'done' });
      const holder = new pg.Client({ connectionString: testDatabase.adminUrl });
      await holder.connect();
      await holder.query('BEGIN');
      await holder.query(
        `SELECT FROM webhook_events WHERE status = 'done' AND received_on < current_date - 90 LIMIT 5 FOR UPDATE`,
      );
      expect((await run({}, 'webhookEvents')).webhookEvents).toEqual({ removed: 195, outcome: 'done' });
      await holder.query('ROLLBACK');
      await holder.end();
      expect((await run({}, 'webhookEvents')).webhookEvents).toEqual({ removed: 5, outcome: 'done' });
    });
  });

  describe('of bodies', () => {
    const tenantId = tenantOfRows(0);
    const database = () => new Database(dataSource);
    const events = new EventStore(loadConfig({}));
    const replay = (status: 'dead' | 'done') => database().inTenant(tenantId, (tx) => events.replay(tx, { status }));

    const empty = () => query(testDatabase.adminUrl, 'TRUNCATE webhook_events, webhook_bodies, webhook_bodies_kept');

    beforeAll(() => query(testDatabase.adminUrl, 'TRUNCATE webhook_events, webhook_bodies'));
    afterAll(() => testDatabase && empty());

    it.each([
      ['in the partition of their day', 40, true],
      ['in the default partition', 41, false],
    ])('%s go after 30 days, but for those of dead and open events', async (_, daysAgo, hasPartition) => {
      const partition = hasPartition ? await createBodyPartition(testDatabase.migrationUrl, daysAgo) : undefined;
      for (const status of ['done', 'ignored', 'dead', 'received'] as const) {
        await insert({ count: TENANTS * 10, daysAgo, status, withBodies: true });
      }
      await insert({ count: TENANTS, daysAgo: 20, status: 'done', withBodies: true });
      const results = await run({ RETENTION_BATCH_ROWS: '300' }, 'partitionsDropped', 'webhookBodies', 'keptBodies');
      expect(results).toEqual({
        partitionsDropped: { removed: hasPartition ? 1 : 0, outcome: 'done' },
        webhookBodies: { removed: hasPartition ? 0 : TENANTS * 40, outcome: 'done' },
        keptBodies: { removed: 0, outcome: 'done' },
      });
      if (partition) expect(await counted(`pg_class WHERE relname = '${partition}'`)).toBe(0);
      expect(await counted('webhook_bodies')).toBe(TENANTS);
      expect(await counted('webhook_bodies_kept k JOIN webhook_events w ON w.id = k.event_id')).toBe(TENANTS * 20);

      const inbox = new WorkTables(database(), new CrossTenant(dataSource), loadConfig({})).of<ClaimedEvent>(INBOX);
      const claimed = await inbox.claimDue(WEBHOOK_JOB, { tenantId, id: NO_EVENT }, 100);
      expect(claimed.map(({ id, body }) => [id, body?.toString()])).toEqual(
        claimed.map(({ id }) => [id, JSON.stringify({ id })]),
      );
      expect(claimed).toHaveLength(10);
      const [dead, done] = [await replay('dead'), await replay('done')];
      // Of the done ones, the one of 20 days ago.
      expect([dead.length, done.length]).toEqual([10, 1]);

      await query(testDatabase.adminUrl, `UPDATE webhook_events SET status = 'done' WHERE tenant_id = $1`, [tenantId]);
      expect((await run({}, 'keptBodies')).keptBodies).toEqual({ removed: 20, outcome: 'done' });
      await query(testDatabase.adminUrl, 'TRUNCATE webhook_events, webhook_bodies, webhook_bodies_kept');
    });

    it('of dead events go with the event', async () => {
      await insert({ count: 100, daysAgo: 91, status: 'dead', withBodies: true });
      const results = await run({}, 'webhookBodies', 'webhookEvents', 'keptBodies');
      expect(Object.values(results).map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done']);
      expect(await counted('webhook_events')).toBe(0);
      expect(await counted('webhook_bodies')).toBe(0);
      expect(await counted('webhook_bodies_kept')).toBe(0);
    });

    it('are not dropped while an open event has none but theirs', async () => {
      const name = await createBodyPartition(testDatabase.migrationUrl, 50);
      await insert({ count: 10, daysAgo: 50, status: 'received', withBodies: true });
      const day = name.slice(-11).replace('y', '').replace('m', '-').replace('d', '-');
      const drop = admin.call('SELECT drop_body_partition($1)', [day]);
      await expect(drop).rejects.toMatchObject({ code: '55006' });
      expect((await run({}, 'partitionsDropped')).partitionsDropped).toEqual({ removed: 1, outcome: 'done' });
    });
  });

  it('of runs keeps the last of each kind, and passes them once', async () => {
    const integration = '00000000-0000-4000-9000-000000000002';
    await query(
      testDatabase.adminUrl,
      `INSERT INTO integrations (tenant_id, id, provider, name, environment, status, auth_method, external_account_id)
       VALUES ($1, $2, 'stripe', 'x', 'sandbox', 'connected', 'key', 'acct_1')`,
      [tenantOfRows(0), integration],
    );
    await query(
      testDatabase.adminUrl,
      `INSERT INTO sync_runs (tenant_id, id, integration_id, provider, sync_type, mode, trigger, status, queue, job, finished_at)
       SELECT $1, new_id(), $2, 'stripe', 'type_' || n % 300, 'full', 'user', 'succeeded', 'q', 'sync', now() - interval '100 days'
       FROM generate_series(1, 3000) n`,
      [tenantOfRows(0), integration],
    );
    expect((await run({}, 'runs')).runs).toEqual({ removed: 2_700, outcome: 'done' });
    expect((await run({}, 'runs')).runs).toEqual({ removed: 0, outcome: 'done' });
  });

  it('a rule that fails is reported, and the next ones have their turn', async () => {
    await query(testDatabase.adminUrl, 'ALTER FUNCTION retire_webhook_events_after RENAME TO gone');
    await query(
      testDatabase.adminUrl,
      `INSERT INTO audit_log (tenant_id, id, actor, action, at) VALUES ($1, new_id(), 'x', 'y', now() - interval '401 days')`,
      [tenantOfRows(0)],
    );
    const results = await run();
    await query(testDatabase.adminUrl, 'ALTER FUNCTION gone RENAME TO retire_webhook_events_after');
    const { webhookEvents, auditLog, partitionsCreated, ...others } = results;
    expect(webhookEvents).toMatchObject({ outcome: 'failed', error: expect.objectContaining({ code: '42883' }) });
    expect(auditLog).toEqual({ removed: 1, outcome: 'done' });
    expect(partitionsCreated).toEqual({ removed: 8, outcome: 'done' });
    expect(new Set(Object.values(others).map(({ outcome }) => outcome))).toEqual(new Set(['done']));
    const text = await metrics.registry.metrics();
    expect(text).toContain('retention_runs_total{rule="webhookEvents",outcome="failed"} 1');
    expect(text).toContain('retention_rows_total{rule="auditLog"} 1');
  });
});
