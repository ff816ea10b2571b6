import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { query } from '../support/database.js';
import { send } from '../support/http.client.js';
import { startInstance } from '../support/service.instance.js';
import type { Service } from '../support/service.js';
import { deliver, stripeEventBody } from '../support/stripe.delivery.js';
import { tenantTables } from '../support/table.dump.js';
import { eventually, type Tenant } from '../support/tenant.js';
import { startWorld, type World } from '../support/world.js';

const DENIED = '42501';
const OWNER = 'integration_owner';
const API = 'integration_api';
const WORKER = 'integration_worker';

/** What somebody who can make the API run any SQL might try first, each in a session of its own. */
const ESCAPES = [
  `SELECT set_config('app.scope', 'system', false)`,
  `SET app.scope = 'system'`,
  `SET app.scope = 'SYSTEM'; SET app.tenant_id = ''`,
  `SET ROLE ${WORKER}`,
  `SET ROLE ${OWNER}`,
  `SET SESSION AUTHORIZATION ${OWNER}`,
  `SELECT set_config('role', '${WORKER}', false)`,
  `RESET ROLE`,
  `SET row_security = off`,
  // The function opens the scope for itself; however many parameters it has, with NULL it takes nothing in.
  `DO $$ BEGIN EXECUTE (
     SELECT format('SELECT FROM receive_webhook_events(%s)', concat_ws(', ', VARIADIC array_fill('NULL'::text, ARRAY[pronargs::int])))
     FROM pg_proc WHERE proname = 'receive_webhook_events'); END $$`,
  `SELECT * FROM find_webhook_endpoint('stripe', '\\x00')`,
];

/** What neither of the service's logins may do. */
const FORBIDDEN = [
  'ALTER POLICY tenant ON records USING (true)',
  'DROP POLICY tenant ON records',
  'CREATE POLICY mine ON records USING (true)',
  'ALTER TABLE records DISABLE ROW LEVEL SECURITY',
  'ALTER TABLE records NO FORCE ROW LEVEL SECURITY',
  'ALTER TABLE records ADD COLUMN mine text',
  `ALTER TABLE records OWNER TO CURRENT_USER`,
  'TRUNCATE records',
  'TRUNCATE audit_log',
  'DROP TABLE records',
  'CREATE TABLE mine (id int)',
  'CREATE TEMPORARY TABLE mine (id int)',
  'CREATE SCHEMA mine',
  `CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'`,
  `CREATE OR REPLACE FUNCTION app_tenant() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'`,
  'CREATE TRIGGER mine BEFORE INSERT ON records EXECUTE FUNCTION suppress_redundant_updates_trigger()',
  'CREATE ROLE mine',
  `CALL isolate_tenants('records')`,
  `UPDATE audit_log SET action = 'nothing'`,
  `UPDATE audit_log SET detail = '{}'`,
  'DELETE FROM audit_log',
  'DELETE FROM provider_usage',
  'DELETE FROM schema_migrations',
  'INSERT INTO records_p00 SELECT * FROM records',
];

describe('The database logins', () => {
  let world: World;
  let tables: string[];
  let victim: Tenant;
  let attacker: Tenant;
  let apiOnly: Service;

  beforeAll(async () => {
    world = await startWorld(({ threeLogins }) => threeLogins);
    [victim, attacker] = [world.tenant({ role: 'admin' }), world.tenant({ role: 'admin' })];
    const account = await world.account({ scale: 10, seed: 1 });
    for (const tenant of [victim, attacker]) {
      const id = await tenant.connect(account.secretKey);
      await tenant.syncAndWait(id);
      const key = { 'idempotency-key': 'k' };
      await tenant.call('POST', `/integrations/${id}/webhook-endpoints`, { secret: 'whsec_01234567' }, key);
      await tenant.call('GET', '/admin/audit');
    }
    const event = { id: 'evt_1', type: 'wormhole.opened', account: account.id, created: 1, object: { id: 'w' } };
    await deliver(world.service.url, stripeEventBody(event));
    tables = await tenantTables(world.database.adminUrl);
    apiOnly = await startInstance(world.service, { ROLES: 'api' });
  });
  afterAll(async () => {
    await apiOnly?.stop();
    await world?.end();
  });

  const urlOf = (login: string) =>
    ({ [OWNER]: world.database.migrationUrl, [API]: world.database.apiUrl })[login] ?? world.database.url;

  async function as<T>(login: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: urlOf(login) });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }
  /** SQLSTATE of the refusal; `done`: there was none. */
  const outcome = (client: pg.Client, sql: string) =>
    client.query(sql).then(
      () => 'done',
      ({ code }: { code: string }) => code,
    );
  /** How many rows a table shows that are not the attacker's. One that may not be read shows none. */
  const othersIn = async (client: pg.Client, table: string) => {
    try {
      return (await client.query(`SELECT FROM "${table}" WHERE tenant_id <> $1 LIMIT 1`, [attacker.id])).rowCount;
    } catch (error) {
      expect([table, (error as { code: string }).code]).toEqual([table, DENIED]);
      return 0;
    }
  };
  const foreign = async (client: pg.Client) => {
    const seen: string[] = [];
    for (const table of tables) if (await othersIn(client, table)) seen.push(table);
    return seen;
  };

  describe.each(ESCAPES)('the API, after %s', (escape) => {
    it('sees no row of another tenant, and keeps seeing its own', async () => {
      await as(API, async (client) => {
        await client.query(`SELECT set_config('app.tenant_id', $1, false)`, [attacker.id]);
        await outcome(client, escape);
        expect((await client.query('SELECT current_user AS login')).rows).toEqual([{ login: API }]);
        expect(await foreign(client)).toEqual([]);
        // Within one transaction with it too, where what is set locally still holds.
        await client.query('BEGIN');
        await client.query('SAVEPOINT before');
        if ((await outcome(client, escape)) !== 'done') await client.query('ROLLBACK TO before');
        expect(await othersIn(client, 'integrations')).toBe(0);
        await client.query('COMMIT');
      });
    });
  });

  it('the same work shows the worker every tenant, so the rows are there', async () => {
    await as(WORKER, async (client) => {
      await client.query(`SELECT set_config('app.tenant_id', $1, false)`, [attacker.id]);
      expect(await foreign(client)).toEqual([]);
      await client.query(`SET app.scope = 'system'`);
      const filled = ['integrations', 'records', 'webhook_events', 'webhook_endpoint_secrets', 'audit_log'];
      expect(await foreign(client)).toEqual(expect.arrayContaining(filled));
    });
  });

  it.each([API, WORKER])('%s may not change what keeps tenants apart, nor create or empty anything', async (login) => {
    await as(login, async (client) => {
      await client.query(`SELECT set_config('app.tenant_id', $1, false)`, [attacker.id]);
      // PostgreSQL only warns that nothing was granted; what comes below shows that nothing was.
      await client.query(`GRANT ALL ON records, audit_log, provider_usage TO ${login}`).catch(() => undefined);
      for (const sql of FORBIDDEN) expect([sql, await outcome(client, sql)]).toEqual([sql, DENIED]);
    });
  });

  it.each([API, WORKER])('%s owns nothing, is member of nothing, and nothing special', async (login) => {
    const facts = await query(
      world.database.adminUrl,
      `SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
         (SELECT count(*)::int FROM pg_auth_members WHERE member = r.oid) AS memberships,
         (SELECT count(*)::int FROM pg_class WHERE relowner = r.oid) AS relations,
         (SELECT count(*)::int FROM pg_proc WHERE proowner = r.oid) AS functions
       FROM pg_roles r WHERE rolname = $1`,
      [login],
    );
    const none = {
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolreplication: false,
    };
    expect(facts).toEqual([{ ...none, memberships: 0, relations: 0, functions: 0 }]);
  });

  it('the API may execute five functions with the rights of the owner; all find their tables where the owner put them', async () => {
    const definers = await query<{ name: string; settings: string[]; api: boolean; worker: boolean; any: boolean }>(
      world.database.adminUrl,
      `SELECT proname AS name, proconfig AS settings, has_function_privilege('${API}', oid, 'EXECUTE') AS api,
         has_function_privilege('${WORKER}', oid, 'EXECUTE') AS worker, EXISTS (
           SELECT FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) WHERE grantee = 0) AS any
       FROM pg_proc WHERE prosecdef ORDER BY 1`,
    );
    expect(definers.filter(({ api }) => api).map(({ name }) => name)).toEqual([
      'feed_identity',
      'feed_ready',
      'find_webhook_endpoint',
      'receive_webhook_events',
      'renew_feed_epoch',
    ]);
    expect(definers.filter(({ any, worker }) => any || !worker)).toEqual([]);
    for (const { settings } of definers) expect(settings).toContain('search_path=public, pg_temp');
  });

  it('every table that has tenants, partitions included, has the policies of each login and no others', async () => {
    const policies = await query<{ table: string; policies: string[] }>(
      world.database.adminUrl,
      `SELECT c.relname AS table, array_agg(concat_ws(' ', p.polname, (
           SELECT string_agg(coalesce(r.rolname, 'public'), ',' ORDER BY r.rolname) FROM unnest(p.polroles) o
           LEFT JOIN pg_roles r ON r.oid = o), pg_get_expr(p.polqual, p.polrelid)) ORDER BY p.polname) AS policies
       FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid
       WHERE c.relnamespace = 'public'::regnamespace AND p.polpermissive GROUP BY 1 ORDER BY 1`,
    );
    expect(policies.map(({ table }) => table)).toEqual([...tables].sort());
    for (const { table, policies: found } of policies) {
      expect([table, ...found]).toEqual([
        table,
        `all_tenants ${OWNER},${WORKER} ( SELECT app_crosses_tenants() AS app_crosses_tenants)`,
        `tenant public (tenant_id = ( SELECT app_tenant() AS app_tenant))`,
      ]);
    }
  });

  it('every table is granted to the logins on purpose', async () => {
    const open = await query<{ table: string }>(
      world.database.adminUrl,
      `SELECT c.relname AS table FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
         AND NOT c.relispartition AND NOT has_table_privilege('${WORKER}', c.oid, 'SELECT, INSERT') ORDER BY 1`,
    );
    // A new table without tenants has to be named in src/database/roles/table.grants.ts.
    expect(open).toEqual([]);
    const partitions = await query(
      world.database.adminUrl,
      `SELECT c.relname FROM pg_class c CROSS JOIN (VALUES ('${API}'), ('${WORKER}')) l(login)
       WHERE c.relispartition AND c.relkind = 'r' AND has_table_privilege(l.login, c.oid, 'SELECT, INSERT, UPDATE, DELETE')`,
    );
    expect(partitions).toEqual([]);
  });

  it('how an audited action ended is written once, and nothing else of it ever', async () => {
    await as(API, async (client) => {
      await client.query(`SELECT set_config('app.tenant_id', $1, false)`, [attacker.id]);
      const insert = `INSERT INTO audit_log (tenant_id, id, actor, action) VALUES ($1, $2, 'user:1', 'GET /') RETURNING id`;
      const id = randomUUID();
      await client.query(insert, [attacker.id, id]);
      const end = (status: number) =>
        client.query('UPDATE audit_log SET outcome = $2 WHERE id = $1', [id, JSON.stringify({ status })]);
      expect([(await end(200)).rowCount, (await end(500)).rowCount]).toEqual([1, 0]);
      const { rows } = await client.query('SELECT outcome FROM audit_log WHERE id = $1', [id]);
      expect(rows).toEqual([{ outcome: { status: 200 } }]);
    });
    const { body } = await attacker.call<{ data: { detail: { status?: number } }[] }>('GET', '/admin/audit?limit=200');
    expect(body.data.map(({ detail }) => detail.status)).toContain(200);
  });

  describe('retention', () => {
    const call = (login: string, sql: string, values: unknown[] = []) =>
      as(login, (client) =>
        client.query(sql, values).then(
          ({ rows }) => Number(Object.values(rows[0] as object)[0]),
          ({ code }: { code: string }) => code,
        ),
      );
    const TOO_YOUNG = '22023';

    it.each([
      ['retire_audit_log', 400],
      ['retire_usage', 800],
      ['retire_webhook_events', 1],
      ['retire_webhook_bodies', 1],
      ['retire_kept_bodies', 1],
      ['retire_runs', 1],
      ['retire_idempotency_keys', 1],
      ['retire_oauth_states', 0],
      ['retire_oauth_confirmations', 0],
      ['retire_request_replays', 0],
    ])('%s: the worker only, and nothing younger than %p', async (name, floor) => {
      const sql = `SELECT ${name}($1, $2)`;
      expect(await call(WORKER, sql, [floor, 10])).toBe(0);
      for (const kept of [floor - 1, -1, -100_000, null]) expect(await call(WORKER, sql, [kept, 10])).toBe(TOO_YOUNG);
      for (const batch of [0, -1, 1_000_000, null]) expect(await call(WORKER, sql, [floor, batch])).toBe(TOO_YOUNG);
      expect(await call(API, sql, [floor, 10])).toBe(DENIED);
    });

    it.each(['retire_webhook_events_after', 'retire_kept_bodies_after', 'retire_runs_after'])(
      '%s: the same, from any position',
      async (name) => {
        const sql = `SELECT coalesce(sum(removed), 0) FROM ${name}($1, $2, NULL)`;
        expect(await call(WORKER, sql, [1, 10])).toBe(0);
        for (const kept of [0, -1, null]) expect(await call(WORKER, sql, [kept, 10])).toBe(TOO_YOUNG);
        for (const batch of [0, 1_000_000, null]) expect(await call(WORKER, sql, [1, batch])).toBe(TOO_YOUNG);
        expect(await call(API, sql, [1, 10])).toBe(DENIED);
      },
    );

    it('bodies are kept and removed by functions alone', async () => {
      const sql = 'SELECT needed FROM keep_webhook_bodies(current_date, NULL, $1)';
      expect(await call(WORKER, sql, [10])).toBe(0);
      for (const batch of [0, 1_000_000, null]) expect(await call(WORKER, sql, [batch])).toBe(TOO_YOUNG);
      expect(await call(API, sql, [10])).toBe(DENIED);
      for (const login of [API, WORKER]) {
        for (const change of ['DELETE FROM webhook_bodies_kept', 'UPDATE webhook_bodies_kept SET event_id = NULL']) {
          expect(await call(login, change)).toBe(DENIED);
        }
      }
      // A worker takes out of a body what must not be stored.
      expect(await call(API, `UPDATE webhook_bodies_kept SET body = ''`)).toBe(DENIED);
    });

    it('removes what is older, of every tenant, and leaves the rest', async () => {
      const plant = (days: number) =>
        query(
          world.database.adminUrl,
          `INSERT INTO audit_log (tenant_id, id, actor, action, at, outcome)
           VALUES ($1, new_id(), 'planted', 'GET /', now() - $2 * interval '1 day', '{"status":200}')`,
          [victim.id, days],
        );
      for (const days of [399, 401, 500]) await plant(days);
      expect(await call(WORKER, 'SELECT retire_audit_log(400, 1)')).toBe(1);
      expect(await call(WORKER, 'SELECT retire_audit_log(400, 10)')).toBe(1);
      const left = await query(world.database.adminUrl, `SELECT FROM audit_log WHERE actor = 'planted'`);
      expect(left).toHaveLength(1);
    });

    it('makes partitions that are as closed as the others, and drops none too soon', async () => {
      const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
      const name = `webhook_bodies_y${day(20).replace('-', 'm').replace('-', 'd')}`;
      await as(WORKER, (client) => client.query('SELECT create_body_partition($1)', [day(20)]));
      const [partition] = await query(
        world.database.adminUrl,
        `SELECT pg_get_userbyid(relowner) AS owner, relforcerowsecurity AND relrowsecurity AS forced, array(
           SELECT polname::text FROM pg_policy WHERE polrelid = c.oid ORDER BY 1) AS policies
         FROM pg_class c WHERE relname = $1`,
        [name],
      );
      expect(partition).toEqual({ owner: OWNER, forced: true, policies: ['all_tenants', 'tenant'] });
      for (const sql of ['SELECT create_body_partition($1)', 'SELECT drop_body_partition($1)']) {
        expect(await call(API, sql, [day(0)])).toBe(DENIED);
      }
      for (const ahead of [32, 10_000, -2]) {
        expect(await call(WORKER, 'SELECT create_body_partition($1)', [day(ahead)])).toBe(TOO_YOUNG);
      }
      for (const ahead of [20, 0, -1]) {
        expect(await call(WORKER, 'SELECT drop_body_partition($1)', [day(ahead)])).toBe(TOO_YOUNG);
      }
      expect(await as(WORKER, (client) => outcome(client, `DROP TABLE ${name}`))).toBe(DENIED);
    });
  });

  describe('a process that only serves the API', () => {
    const loginsOf = async (role: string) =>
      (
        await query<{ login: string }>(
          world.database.adminUrl,
          `SELECT usename AS login FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1`,
          [`integration-service:${role}`],
        )
      ).map(({ login }) => login);

    it('works with the API login alone, until an administrator asks for every tenant', async () => {
      const health = await send(apiOnly.url, { path: '/health' });
      expect(health.body).toMatchObject({
        status: 'ok',
        databaseRoles: 'separate',
        checks: { inbox: { status: 'unknown' } },
      });
      const headers = { authorization: `Bearer ${victim.token()}` };
      const { body } = await send(apiOnly.url, { path: '/api/v1/integrations', headers });
      expect(body.data).toHaveLength(1);
      expect(new Set(await loginsOf('api'))).toEqual(new Set([API]));

      const all = await send(apiOnly.url, { path: '/api/v1/admin/integrations', headers });
      expect((all.body.data as { tenantId: string }[]).map(({ tenantId }) => tenantId).sort()).toEqual(
        [victim.id, attacker.id].sort(),
      );
      for (const path of ['recover-stale', 'encryption/rotate']) {
        expect([
          path,
          (await send(apiOnly.url, { method: 'POST', path: `/api/v1/admin/${path}`, headers })).status,
        ]).toEqual([path, 200]);
      }
      const reads = Array.from({ length: 20 }, () => send(apiOnly.url, { path: '/api/v1/admin/usage', headers }));
      expect(new Set((await Promise.all(reads)).map(({ status }) => status))).toEqual(new Set([200]));
      const admins = (await loginsOf('api')).filter((login) => login === WORKER).length;
      expect(admins).toBeGreaterThanOrEqual(1);
      expect(admins).toBeLessThanOrEqual(3);
      const backlog = /^work_due_rows\{/m;
      expect((await send(apiOnly.url, { path: '/metrics' })).text).not.toMatch(backlog);
      await eventually(
        () => send(world.service.url, { path: '/metrics' }),
        ({ text }) => backlog.test(text),
      );
    });

    it('takes webhooks in, which a worker applies', async () => {
      const { body } = await victim.call<{ data: { id: string; externalAccountId: string }[] }>('GET', '/integrations');
      const [integration] = body.data;
      const event = stripeEventBody({
        id: 'evt_api_only',
        type: 'customer.updated',
        account: integration?.externalAccountId,
        created: Math.floor(Date.now() / 1000),
        object: { id: 'cus_api_only', object: 'customer' },
      });
      expect((await deliver(apiOnly.url, event)).status).toBe(200);
      await eventually(
        () => victim.call('GET', `/integrations/${integration?.id}/records/customers/cus_api_only`),
        ({ status }) => status === 200,
      );
    });
  });
});
