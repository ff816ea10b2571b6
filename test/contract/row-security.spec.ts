import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { runToEnd } from '../support/script.runner.js';
import { query } from '../support/database.js';
import { singleLogin } from '../support/single-login.env.js';
import { startService } from '../support/service.js';
import { deliver, stripeEventBody } from '../support/stripe.delivery.js';
import { tenantTables } from '../support/table.dump.js';
import type { Tenant } from '../support/tenant.js';
import { startWorld, type World } from '../support/world.js';

/** Partitions of other tenants' hash, and tables that this work leaves empty. */
const FILLED = ['integrations', 'integration_credentials', 'webhook_endpoints', 'webhook_endpoint_secrets', 'records'];
const ALSO = ['sync_runs', 'sync_slices', 'sync_states', 'sync_schedules', 'webhook_events', 'idempotency_keys'];

/** With one login for everything, which owns the tables: nothing but the policies keeps tenants apart. */
describe('Row-level security, alone', () => {
  let world: World;
  let tables: string[];
  let tenants: [Tenant, Tenant];
  let client: pg.Client;

  beforeAll(async () => {
    world = await startWorld(singleLogin);
    tenants = [world.tenant({ role: 'admin' }), world.tenant({ role: 'admin' })];
    const account = await world.account({ scale: 10, seed: 1 });
    for (const tenant of tenants) {
      const id = await tenant.connect(account.secretKey);
      await tenant.syncAndWait(id);
      await tenant.call('PUT', `/sync/schedules/${id}/all`, { cron: '@yearly' });
      const key = { 'idempotency-key': 'k' };
      await tenant.call('POST', `/integrations/${id}/webhook-endpoints`, { secret: 'whsec_01234567' }, key);
      await tenant.call('GET', '/admin/audit');
    }
    const event = { id: 'evt_1', type: 'wormhole.opened', account: account.id, created: 1, object: { id: 'w' } };
    await deliver(world.service.url, stripeEventBody(event));
    tables = await tenantTables(world.database.adminUrl);
    client = new pg.Client({ connectionString: world.database.migrationUrl });
    await client.connect();
  });
  afterAll(async () => {
    await client?.end();
    await world?.end();
  });

  const as = (tenantId: string) => client.query(`SELECT set_config('app.tenant_id', $1, false)`, [tenantId]);
  const owners = async (table: string) =>
    (await client.query<{ id: string }>(`SELECT DISTINCT tenant_id AS id FROM "${table}"`)).rows.map(({ id }) => id);

  it('shows a tenant its own rows, without any WHERE', async () => {
    expect(tables).toEqual(expect.arrayContaining([...FILLED, ...ALSO, 'webhook_bodies', 'provider_usage']));
    for (const { id } of tenants) {
      await as(id);
      for (const table of tables) {
        const rows = await client.query<{ tenant_id: string }>(`SELECT * FROM "${table}"`);
        expect([table, rows.rows.filter((row) => row.tenant_id !== id)]).toEqual([table, []]);
      }
      for (const table of [...FILLED, ...ALSO, 'webhook_bodies', 'audit_log']) {
        expect([table, await owners(table)]).toEqual([table, [id]]);
      }
    }
  });

  it('shows nothing where no tenant is set', async () => {
    const [row] = await query<{ n: number }>(world.database.adminUrl, 'SELECT count(*)::int AS n FROM records');
    expect(row?.n).toBeGreaterThan(20);
    for (const nobody of ['', randomUUID()]) {
      await as(nobody);
      for (const table of tables) expect([table, await owners(table)]).toEqual([table, []]);
    }
  });

  it("writes nothing of another tenant's", async () => {
    const [{ id: own }, { id: other }] = tenants;
    await as(own);
    for (const table of tables) {
      const touched = await client.query(`UPDATE "${table}" SET tenant_id = tenant_id WHERE tenant_id = $1`, [other]);
      expect([table, touched.rowCount]).toEqual([table, 0]);
      const removed = await client.query(`DELETE FROM "${table}" WHERE tenant_id = $1`, [other]);
      expect([table, removed.rowCount]).toEqual([table, 0]);
    }
    const refused = { code: '42501' };
    for (const table of [...FILLED, ...ALSO]) {
      const give = `UPDATE "${table}" SET tenant_id = '${other}' WHERE tenant_id = '${own}'`;
      await expect(client.query(give)).rejects.toMatchObject(refused);
      const copy = `INSERT INTO "${table}" SELECT (jsonb_populate_record(t, '{"tenant_id":"${other}"}')).* FROM "${table}" t`;
      await expect(client.query(copy)).rejects.toMatchObject(refused);
    }
  });

  it('is forced on every table that has tenants, and on its partitions', async () => {
    const facts = await query<{ name: string; forced: boolean }>(
      world.database.adminUrl,
      `SELECT relname AS name, relrowsecurity AND relforcerowsecurity AND EXISTS (
         SELECT 1 FROM pg_policy WHERE polrelid = c.oid) AS forced
       FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relname = ANY ($1) ORDER BY 1`,
      [tables],
    );
    expect(facts).toEqual(tables.map((name) => ({ name, forced: true })));
  });

  it('every primary key and unique index begins with the tenant', async () => {
    const indexes = await query<{ name: string; first: string }>(
      world.database.adminUrl,
      `SELECT i.indexrelid::regclass::text AS name, a.attname AS first FROM pg_index i
       JOIN pg_class c ON c.oid = i.indrelid
       JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
       WHERE i.indisunique AND c.relnamespace = 'public'::regnamespace AND c.relname = ANY ($1)`,
      [tables],
    );
    expect(indexes.length).toBeGreaterThanOrEqual(tables.length);
    expect(indexes.filter(({ first }) => first !== 'tenant_id')).toEqual([]);
  });

  it('works with one login, which the service says', async () => {
    const health = await fetch(`${world.service.url}/health`);
    expect([health.status, await health.json()]).toMatchObject([200, { status: 'ok', databaseRoles: 'single' }]);
    const connected = await query<{ login: string }>(
      world.database.adminUrl,
      `SELECT DISTINCT usename AS login FROM pg_stat_activity
       WHERE datname = current_database() AND application_name LIKE 'integration-service%'`,
    );
    expect(connected).toEqual([{ login: new URL(world.database.migrationUrl).username }]);
  });

  it('the service connects as a role that it binds', async () => {
    const { rows } = await client.query(
      'SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user',
    );
    expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreaterole: false }]);
  });

  describe('with a role that it does not bind', () => {
    const PRODUCTION = {
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://hub.example.com',
      JWT_SECRET: 'x'.repeat(32),
      ENCRYPTION_KEYS: `k1:${Buffer.from('an encryption key of 32 bytes...').toString('base64')}`,
      HOST: '127.0.0.1',
      PORT: '0',
    };

    it.each(['SUPERUSER', 'NOSUPERUSER BYPASSRLS'])('%s: production refuses, in one line', async (attributes) => {
      const url = await login(attributes);
      const env = { ...PRODUCTION, DATABASE_URL: url, REDIS_URL: world.service.env.REDIS_URL ?? '' };
      for (const script of ['main.js', 'migrate.js']) {
        const { code, lines } = await runToEnd(script, env);
        expect([code, lines.length]).toEqual([1, 1]);
        expect(lines[0]).toContain('DATABASE_URL');
        expect(lines[0]).not.toContain(new URL(url).password);
      }
    });

    it('a superuser elsewhere steps down, and tenants stay apart', async () => {
      const admin = new URL(world.database.adminUrl);
      await query(admin.href, 'CREATE DATABASE stepped_down');
      admin.pathname = '/stepped_down';
      const service = await startService({ DATABASE_URL: admin.href, STRIPE_API_BASE_URL: world.sandbox.url });
      const roles = await query<{ role: string }>(
        admin.href,
        `SELECT DISTINCT r.rolname AS role FROM pg_stat_activity a JOIN pg_class c ON c.relname = 'integrations'
         JOIN pg_roles r ON r.oid = c.relowner WHERE a.application_name LIKE 'integration-service%'`,
      );
      const client = new pg.Client({ connectionString: admin.href, options: `-c role=${roles[0]?.role}` });
      await client.connect();
      const { rows } = await client.query('SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user');
      await client.end();
      const ready = await fetch(`${service.url}/health/ready`);
      const account = await world.account({ scale: 5, seed: 9 });
      const headers = { authorization: `Bearer ${tenants[0].token()}`, 'content-type': 'application/json' };
      const body = JSON.stringify({ provider: 'stripe', credentials: { apiKey: account.secretKey } });
      const connected = await fetch(`${service.url}/api/v1/integrations`, { method: 'POST', headers, body });
      await service.stop();
      await query(world.database.adminUrl, 'DROP DATABASE stepped_down WITH (FORCE)');
      expect([roles.length, rows]).toEqual([1, [{ rolsuper: false, rolbypassrls: false }]]);
      expect([ready.status, connected.status]).toEqual([200, 201]);
    });

    async function login(attributes: string): Promise<string> {
      const name = `login_${randomUUID().slice(0, 8)}`;
      const password = randomUUID();
      await query(world.database.adminUrl, `CREATE ROLE ${name} LOGIN ${attributes} PASSWORD '${password}'`);
      const url = new URL(world.database.url);
      [url.username, url.password] = [name, password];
      return url.href;
    }
  });
});
