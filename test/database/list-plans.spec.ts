import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { LIST_SQL as DEAD_LETTERS } from '../../src/admin/dead-letters/dead-letter.sql.js';
import { newestSql } from '../../src/admin/newest.sql.js';
import { usageSql } from '../../src/admin/overview/usage.sql.js';
import { webhookEventsSql } from '../../src/admin/overview/webhook-event.sql.js';
import { ALONG_INDEX_SQL } from '../../src/database/along-index.sql.js';
import { targetListSql } from '../../src/outbound/watching/target-list.sql.js';
import { NEXT_TYPE_SQL, recordsByChangeSql, recordsByIdSql } from '../../src/records/record-list.sql.js';
import { listRunsSql } from '../../src/sync/runs/run-list.sql.js';
import { listEventsSql } from '../../src/webhooks/events/event.sql.js';
import { createDatabase, query, type TestDatabase } from '../support/database.js';
import { INTEGRATION_OF_ROWS, tenantOfRows, insertEvents } from '../support/inbox.rows.js';

const WINDOW = 500;
const LIMIT = 51;
const TENANT = tenantOfRows(0);
const SCOPE = { tenant: `app.tenant_id = '${TENANT}'`, all: `app.scope = 'system'` };

interface PlanNode {
  'Node Type': string;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: PlanNode[];
}

interface Page {
  buffers: number;
  nodes: string[];
}

const events = listEventsSql(WINDOW);
const adminEvents = webhookEventsSql(WINDOW);
const audit = newestSql({
  table: 'audit_log',
  columns: 'w.id, w.actor',
  tenant: '$3',
  filter: '($4::text IS NULL OR w.actor = $4)',
  window: WINDOW,
});
const usage = usageSql(WINDOW);
const runs = listRunsSql(WINDOW);
const outbound = targetListSql(WINDOW, 3_600);
const recordsById = recordsByIdSql(WINDOW);
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
const lowestIdOf = (day: string) =>
  `${Date.parse(day).toString(16).padStart(12, '0')}${'0'.repeat(20)}`.replace(
    /^(.{8})(.{4})(.{4})(.{4})/,
    '$1-$2-$3-$4-',
  );
const hourAgo = () => new Date(Date.now() - 3_600_000).toISOString();
const ofTenant = (given: Record<number, unknown> = {}) =>
  [TENANT, null, null, null, null, null, null, LIMIT].map((value, index) => given[index + 1] ?? value);

/** Of every list: whose rows it sees, its statement, and parameters. */
const LISTS: [string, keyof typeof SCOPE, string, () => unknown[]][] = [
  ['webhooks/events', 'tenant', events, () => ofTenant()],
  ['webhooks/events?status=done', 'tenant', events, () => ofTenant({ 3: 'done' })],
  ['webhooks/events?status=dead', 'tenant', events, () => ofTenant({ 3: 'dead' })],
  ['webhooks/events?type=rare', 'tenant', events, () => ofTenant({ 5: 'rare' })],
  ['webhooks/events?provider=square', 'tenant', events, () => ofTenant({ 2: 'square' })],
  ['webhooks/events?since=', 'tenant', events, () => ofTenant({ 6: hourAgo() })],
  ['admin/webhook-events', 'all', adminEvents.ofAll, () => [null, LIMIT, null, null, null]],
  ['admin/webhook-events?cursor=', 'all', adminEvents.ofAll, () => [lowestIdOf(daysAgo(2)), LIMIT, null, null, null]],
  ['admin/webhook-events?status=dead', 'all', adminEvents.ofDead, () => [null, LIMIT, 'dead', null, null]],
  ['admin/webhook-events?provider=square', 'all', adminEvents.ofAll, () => [null, LIMIT, null, 'square', null]],
  ['admin/webhook-events?tenantId=', 'all', adminEvents.ofTenant, () => [null, LIMIT, 'dead', null, TENANT]],
  ['admin/dead-letters', 'all', DEAD_LETTERS.all, () => [null, LIMIT]],
  ['admin/dead-letters?kind=webhook', 'all', DEAD_LETTERS.webhook, () => [null, LIMIT]],
  ['admin/dead-letters?kind=run', 'all', DEAD_LETTERS.run, () => [null, LIMIT]],
  ['admin/dead-letters?kind=push', 'all', DEAD_LETTERS.push, () => [null, LIMIT]],
  ['sync/outbound', 'tenant', outbound.ofAll, () => [TENANT, null, LIMIT, null, null, null, null, null]],
  [
    'sync/outbound?status=waiting',
    'tenant',
    outbound.ofAll,
    () => [TENANT, null, LIMIT, null, null, null, null, 'waiting'],
  ],
  ['sync/outbound?status=dead', 'tenant', outbound.ofDead, () => [TENANT, null, LIMIT, null, null, null, null, 'dead']],
  ['admin/audit', 'all', audit.ofAll, () => [null, LIMIT, null, null]],
  ['admin/audit?actor=', 'all', audit.ofAll, () => [null, LIMIT, null, 'nobody']],
  ['admin/audit?tenantId=', 'all', audit.ofTenant, () => [null, LIMIT, TENANT, null]],
  ['admin/usage', 'all', usage.ofAll, () => [null, LIMIT, null, null, null, null]],
  ['admin/usage?to=', 'all', usage.ofAll, () => [null, LIMIT, null, daysAgo(20), null, null]],
  ['admin/usage?provider=', 'all', usage.ofAll, () => [null, LIMIT, null, null, 'square', null]],
  ['sync/runs?status=failed', 'tenant', runs.ofAll, () => [TENANT, null, LIMIT, null, null, 'failed']],
  [
    'sync/runs?integrationId=&syncType=',
    'tenant',
    runs.ofIntegration,
    () => [TENANT, null, LIMIT, INTEGRATION_OF_ROWS, 'u', null],
  ],
  ['records', 'tenant', recordsById.ofAll, () => [TENANT, INTEGRATION_OF_ROWS, null, null, '', '', LIMIT]],
  ['records?deleted=true', 'tenant', recordsById.ofAll, () => [TENANT, INTEGRATION_OF_ROWS, null, true, '', '', LIMIT]],
  ['records?type=', 'tenant', recordsById.ofType, () => [TENANT, INTEGRATION_OF_ROWS, 'type_1', null, '', '', LIMIT]],
  ['records: the next type', 'tenant', NEXT_TYPE_SQL, () => [TENANT, INTEGRATION_OF_ROWS, 'type_1']],
  [
    'records?updatedSince=',
    'tenant',
    recordsByChangeSql(WINDOW),
    () => [TENANT, INTEGRATION_OF_ROWS, 'type_1', null, hourAgo(), '0001-01-01', '', LIMIT],
  ],
];

/** Put together from the newest of each tenant: its statement also probes the key for each, twice after a cursor. */
const BY_TENANT = LISTS.filter(([, , sql]) => sql === adminEvents.ofAll).map(([name]) => name);
const TENANTS = 2_000;
const PROBE_BUFFERS = 4;

/** Sorting is for the rows of lists that are put together. */
const SORTED = ['admin/dead-letters', ...BY_TENANT];

describe('Pages of lists', () => {
  let database: TestDatabase;
  const pages = new Map<string, Page[]>();

  beforeAll(async () => {
    database = await createDatabase();
    for (const rows of [30_000, 90_000]) {
      await grow(rows);
      await query(database.adminUrl, 'VACUUM ANALYZE');
      for (const [name, scope, sql, parameters] of LISTS) {
        pages.set(name, [...(pages.get(name) ?? []), await read(scope, sql, parameters())]);
      }
    }
  });
  afterAll(() => database?.drop());

  /** So many rows more of everything; a sixth of the events is the tenant's that is looked at. */
  async function grow(rows: number): Promise<void> {
    const { adminUrl } = database;
    const spread = { tenants: TENANTS, daysAgo: 3 };
    await insertEvents(adminUrl, { count: rows, status: 'done', ...spread });
    await insertEvents(adminUrl, { count: rows / 10, status: 'dead', ...spread });
    await insertEvents(adminUrl, { count: rows / 6, tenants: 1, daysAgo: 2, status: 'done' });
    await query(
      adminUrl,
      `INSERT INTO audit_log (tenant_id, id, actor, action) SELECT gen_random_uuid(), new_id(), 'user:1', 'GET /'
       FROM generate_series(1, $1::int)`,
      [rows / 3],
    );
    await query(
      adminUrl,
      `INSERT INTO provider_usage (tenant_id, provider, day) SELECT gen_random_uuid(), 'stripe', current_date - n % 30
       FROM generate_series(1, $1::int) n`,
      [rows / 3],
    );
    await query(
      adminUrl,
      `INSERT INTO records (tenant_id, integration_id, type, external_id, version, hash, updated_at, synced_at, raw)
       SELECT $1, $2, 'type_' || n % 5, gen_random_uuid()::text, 1, 1, now() - interval '1 day', now(), '{}'
       FROM generate_series(1, $3::int) n`,
      [TENANT, INTEGRATION_OF_ROWS, rows / 3],
    );
    await query(
      adminUrl,
      `INSERT INTO integrations (tenant_id, id, provider, name, environment, status, auth_method, external_account_id)
       VALUES ($1, $2, 'stripe', 'x', 'sandbox', 'connected', 'key', 'acct_1') ON CONFLICT DO NOTHING`,
      [TENANT, INTEGRATION_OF_ROWS],
    );
    await query(
      adminUrl,
      `INSERT INTO sync_runs (tenant_id, id, integration_id, provider, sync_type, mode, trigger, status, queue, job)
       SELECT $1, new_id(), $2, 'stripe', 't', 'full', 'user', CASE n % 9 WHEN 0 THEN 'failed' ELSE 'succeeded' END, 'q', 'sync'
       FROM generate_series(1, $3::int) n`,
      [TENANT, INTEGRATION_OF_ROWS, rows / 10],
    );
    await query(
      adminUrl,
      `INSERT INTO outbound_targets (tenant_id, id, integration_id, provider, target, entity, platform_id, subject, wanted, status)
       SELECT $1, gen_random_uuid(), $2, 'stripe', 't', 'payments', n::text, gen_random_uuid()::text, 1,
         CASE n % 9 WHEN 0 THEN 'dead' ELSE 'applied' END FROM generate_series(1, $3::int) n`,
      [TENANT, INTEGRATION_OF_ROWS, rows / 3],
    );
  }

  /** As the service reads it, with the login that it reads it with. */
  async function read(scope: keyof typeof SCOPE, sql: string, parameters: unknown[]): Promise<Page> {
    const client = new pg.Client({ connectionString: scope === 'tenant' ? database.apiUrl : database.url });
    await client.connect();
    try {
      await client.query(`SET ${SCOPE[scope]}`);
      await client.query('BEGIN');
      await client.query(ALONG_INDEX_SQL);
      const explain = `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql}`;
      // Once for the catalogue.
      await client.query(explain, parameters);
      const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(explain, parameters);
      const { Plan } = rows[0]!['QUERY PLAN'][0];
      return { buffers: Plan['Shared Hit Blocks'] + Plan['Shared Read Blocks'], nodes: nodesOf(Plan) };
    } finally {
      await client.end();
    }
  }

  it.each(LISTS.map(([name]) => name))(
    '%s reads along an index, as much of a large table as of a small one',
    (name) => {
      const [small, large] = pages.get(name) as [Page, Page];
      for (const { nodes } of [small, large]) {
        expect(nodes.filter((node) => /Seq Scan|Bitmap/.test(node))).toEqual([]);
        expect(nodes.some((node) => /^Index/.test(node))).toBe(true);
        if (!SORTED.includes(name)) expect(nodes.filter((node) => /Sort/.test(node))).toEqual([]);
      }
      // One level more of each index, and the rows of a page spread over more blocks, up to one each.
      expect(large.buffers).toBeLessThan(Math.max(small.buffers * 1.3, small.buffers + 20));
      const probes = BY_TENANT.includes(name) ? 2 * TENANTS * PROBE_BUFFERS : 0;
      expect(large.buffers).toBeLessThan(WINDOW * 1.3 + 50 + probes);
    },
  );
});

function nodesOf(plan: PlanNode): string[] {
  return [plan['Node Type'], ...(plan.Plans ?? []).flatMap(nodesOf)];
}
