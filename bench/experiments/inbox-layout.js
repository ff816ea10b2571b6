import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../dist/src/embedded/embedded-postgres.js';

/**
 * The measurement behind docs/adr/0002: keys and bodies apart, against one table partitioned by hash of the tenant.
 * `node bench/experiments/inbox-layout.js [events]`, after `npm run build` and `npm ci --prefix bench`.
 */
const EVENTS = Number(process.argv[2] ?? 100_000);
const BATCH = 50;
const TENANTS = Array.from({ length: 50 }, () => randomUUID());

const KEY_COLUMNS = `tenant_id uuid NOT NULL, id uuid NOT NULL, endpoint text NOT NULL, dedupe_key text NOT NULL,
  status text NOT NULL, due_at timestamptz, received_on date NOT NULL`;
const KEY_INDEXES = (table) => `
  CREATE UNIQUE INDEX ON ${table} (tenant_id, endpoint, dedupe_key);
  CREATE INDEX ON ${table} (tenant_id, due_at) WHERE status = 'received'`;

const LAYOUTS = {
  apart: {
    create: `CREATE TABLE keys (${KEY_COLUMNS}, PRIMARY KEY (tenant_id, id)) WITH (fillfactor = 85); ${KEY_INDEXES('keys')};
      CREATE TABLE bodies (tenant_id uuid NOT NULL, event_id uuid NOT NULL, received_on date NOT NULL, body bytea NOT NULL,
        PRIMARY KEY (tenant_id, event_id, received_on)) PARTITION BY RANGE (received_on);
      CREATE TABLE bodies_old PARTITION OF bodies FOR VALUES FROM ('2026-01-01') TO ('2026-01-02');
      CREATE TABLE bodies_new PARTITION OF bodies FOR VALUES FROM ('2026-01-02') TO ('2026-01-03')`,
    insert: `WITH e AS (SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::date[], $5::bytea[]) AS e(t, i, k, d, b)),
      w AS (INSERT INTO keys SELECT t, i, 'stripe', k, 'received', now(), d FROM e
        ON CONFLICT (tenant_id, endpoint, dedupe_key) DO NOTHING)
      INSERT INTO bodies SELECT t, i, d, b FROM e`,
    table: 'keys',
    retire: async (query) => {
      await query(`DROP TABLE bodies_old`);
      return inBatches(query, 'keys');
    },
  },
  'by hash of tenant': {
    create: `CREATE TABLE inbox (${KEY_COLUMNS}, body bytea NOT NULL, PRIMARY KEY (tenant_id, id)) PARTITION BY HASH (tenant_id);
      ${Array.from({ length: 8 }, (_, i) => `CREATE TABLE inbox_${i} PARTITION OF inbox FOR VALUES WITH (MODULUS 8, REMAINDER ${i})`).join(';')};
      ${KEY_INDEXES('inbox')}`,
    insert: `INSERT INTO inbox SELECT t, i, 'stripe', k, 'received', now(), d, b
      FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::date[], $5::bytea[]) AS e(t, i, k, d, b)
      ON CONFLICT (tenant_id, endpoint, dedupe_key) DO NOTHING`,
    table: 'inbox',
    retire: (query) => inBatches(query, 'inbox'),
  },
};

async function inBatches(query, table) {
  for (;;) {
    const { rowCount } = await query(`DELETE FROM ${table} WHERE (tenant_id, id) IN
      (SELECT tenant_id, id FROM ${table} WHERE received_on = '2026-01-01' LIMIT 1000 FOR UPDATE SKIP LOCKED)`);
    if (rowCount < 1000) return;
  }
}

async function measure(url, { create, insert, table, retire }) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const query = (sql, values) => client.query(sql, values);
  await query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  await query(create);
  const ids = [];
  const seconds = {};
  const timed = async (name, work) => {
    await query('CHECKPOINT');
    const { rows: before } = await query('SELECT pg_current_wal_lsn() AS lsn');
    const started = performance.now();
    await work();
    const { rows: after } = await query('SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), $1)::float8 / 1e6 AS mb', [
      before[0].lsn,
    ]);
    seconds[name] = `${((performance.now() - started) / 1000).toFixed(1)} s, ${after[0].mb.toFixed(0)} MB of WAL`;
  };
  await timed('insert', async () => {
    for (let n = 0; n < EVENTS; n += BATCH) {
      const rows = Array.from({ length: BATCH }, (_, i) => ({ tenant: TENANTS[(n + i) % 50], id: randomUUID() }));
      ids.push(...rows);
      await client.query({
        name: 'insert',
        text: insert,
        values: [
          rows.map((r) => r.tenant),
          rows.map((r) => r.id),
          rows.map((r) => `evt_${r.id}`),
          rows.map((_, i) => (i % 2 ? '2026-01-01' : '2026-01-02')),
          rows.map(() => randomBytes(1024).toString('hex')).map((hex) => `\\x${hex}${hex}`),
        ],
      });
    }
  });
  await timed('finish', async () => {
    for (let n = 0; n < ids.length; n += 100) {
      const rows = ids.slice(n, n + 100);
      await client.query({
        name: 'finish',
        text: `UPDATE ${table} w SET status = 'done', due_at = NULL FROM unnest($1::uuid[], $2::uuid[]) AS m(t, i)
          WHERE w.tenant_id = m.t AND w.id = m.i`,
        values: [rows.map((r) => r.tenant), rows.map((r) => r.id)],
      });
    }
  });
  await timed('retire half', () => retire(query));
  await client.end();
  return seconds;
}

const directory = await mkdtemp(join(tmpdir(), 'inbox-layout-'));
const postgres = await startEmbeddedPostgres({ dataDir: directory });
const url = postgres.adminUrl;
try {
  const table = {};
  for (const [name, layout] of Object.entries(LAYOUTS)) table[name] = await measure(url, layout);
  console.log(`${EVENTS} events of 2 KB`);
  console.table(table);
} finally {
  await postgres.stop();
  await rm(directory, { recursive: true, force: true });
}
