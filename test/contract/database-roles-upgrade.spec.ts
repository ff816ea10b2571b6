import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source.options.js';
import { MIGRATIONS } from '../../src/database/migrations/index.js';
import { runToEnd } from '../support/script.runner.js';
import { createDatabase, query, type TestDatabase } from '../support/database.js';
import { send } from '../support/http.client.js';
import { startService } from '../support/service.js';
import { deliver, stripeEventBody } from '../support/stripe.delivery.js';
import { tenantTables } from '../support/table.dump.js';

/** The first migration that knows of several logins. */
const SEVERAL_LOGINS = 1795400020000;
const BEFORE = MIGRATIONS.filter(({ name }) => Number(name.slice(-13)) < SEVERAL_LOGINS);

/** As an installation of an earlier version is: everything belongs to the one login, and the scope opens it to anybody. */
describe('A database with one login', () => {
  const login = `single_${randomUUID().slice(0, 8)}`;
  const tenants = [randomUUID(), randomUUID()];
  const account = 'acct_upgraded';
  let database: TestDatabase;
  let admin: string;
  let single: string;
  let three: Record<string, string>;

  const inDatabase = (url: string) => Object.assign(new URL(url), { pathname: `/${login}` }).href;
  const migrate = (env: Record<string, string>) =>
    runToEnd('migrate.js', { NODE_ENV: 'test', REDIS_URL: process.env.TEST_REDIS_URL ?? '', ...env });

  beforeAll(async () => {
    database = await createDatabase();
    admin = inDatabase(database.adminUrl);
    await query(database.adminUrl, `CREATE ROLE ${login} LOGIN PASSWORD 'single'`);
    await query(database.adminUrl, `CREATE DATABASE ${login} OWNER ${login}`);
    single = Object.assign(new URL(inDatabase(database.url)), { username: login, password: 'single' }).href;
    three = Object.fromEntries(Object.entries(database.threeLogins).map(([name, url]) => [name, inDatabase(url)]));

    const pool = { url: single, poolSize: 2, statementTimeoutMs: 0, applicationName: 'spec' };
    const options = { ...dataSourceOptions(pool), migrations: BEFORE };
    const dataSource = await new DataSource(options).initialize();
    await dataSource.runMigrations();
    await dataSource.destroy();
    for (const tenant of tenants) {
      await query(
        admin,
        `INSERT INTO integrations (tenant_id, id, provider, name, environment, status, auth_method, external_account_id)
         VALUES ($1, new_id(), 'stripe', 'Kept', 'sandbox', 'connected', 'key', $2)`,
        [tenant, account],
      );
      await query(
        admin,
        `INSERT INTO audit_log (tenant_id, id, actor, action, detail) VALUES ($1, new_id(), 'user:1', 'GET /', '{"status":200}')`,
        [tenant],
      );
    }
  });
  afterAll(async () => {
    const server = process.env.TEST_ADMIN_URL ?? '';
    await query(server, `DROP DATABASE IF EXISTS ${login} WITH (FORCE)`);
    await query(server, `DROP ROLE IF EXISTS ${login}`);
    await database?.drop();
  });

  it('is refused to another login until it is handed over, with the owner named', async () => {
    const { code, lines } = await migrate(three);
    expect([code, lines.length]).toEqual([1, 1]);
    expect(lines[0]).toContain('DATABASE_MIGRATION_URL');
    expect(lines[0]).toContain(login);
  });

  it('stays with its login when it is migrated, and its scope is no longer for the others', async () => {
    expect(await migrate({ DATABASE_URL: single })).toMatchObject({ code: 0 });
    const tables = await tenantTables(admin);
    const policies = await query<{ table: string; roles: string }>(
      admin,
      `SELECT tablename AS table, array_to_string(roles, ',') AS roles FROM pg_policies
       WHERE qual LIKE '%app_crosses_tenants%' ORDER BY 1`,
    );
    expect(policies.map(({ table }) => table)).toEqual([...tables].sort());
    for (const { roles } of policies) expect(roles.split(',').sort()).toEqual(['integration_worker', login].sort());
    expect(await crossing(single)).toBe(2);
    expect(await crossing(String(three.DATABASE_API_URL))).toBe(0);
  });

  it('moves to three logins', async () => {
    await query(admin, `REASSIGN OWNED BY ${login} TO integration_owner`);
    expect(await migrate(three)).toMatchObject({ code: 0 });
    const changed = await changes();
    expect(await migrate(three)).toMatchObject({ code: 0 });
    // What is as it should be is left alone: changing a policy locks its table.
    expect(await changes()).toEqual(changed);
    expect(await crossing(String(three.DATABASE_MIGRATION_URL))).toBe(2);
    expect(await crossing(String(three.DATABASE_URL))).toBe(2);
    expect(await crossing(String(three.DATABASE_API_URL))).toBe(0);
    await expect(crossing(single)).rejects.toMatchObject({ code: '42501' });

    const service = await startService(three);
    try {
      expect((await send(service.url, { path: '/health' })).body).toMatchObject({ databaseRoles: 'separate' });
      const event = { id: 'evt_upgraded', type: 'wormhole.opened', account, created: 1, object: { id: 'w' } };
      expect((await deliver(service.url, stripeEventBody(event))).status).toBe(200);
    } finally {
      await service.stop();
    }
    expect(await query(admin, `SELECT DISTINCT tenant_id AS id FROM webhook_events ORDER BY 1`)).toEqual(
      [...tenants].sort().map((id) => ({ id })),
    );
  });

  /** Which transactions have last written what grants and policies consist of. */
  const changes = () =>
    query(
      admin,
      `SELECT (SELECT array_agg(xmin::text ORDER BY oid) FROM pg_policy) AS policies,
         (SELECT array_agg(xmin::text ORDER BY oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace) AS functions,
         (SELECT array_agg(relacl::text ORDER BY oid) FROM pg_class) AS grants`,
    );

  /** Integrations that a login sees with the scope of crossing tenants. */
  async function crossing(url: string): Promise<number> {
    const scoped = Object.assign(new URL(url), { search: '?options=-c%20app.scope%3Dsystem' }).href;
    const [row] = await query<{ n: number }>(scoped, 'SELECT count(*)::int AS n FROM integrations');
    return row?.n ?? -1;
  }
});
