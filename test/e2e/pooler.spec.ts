import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runToEnd, type Boot } from '../support/script.runner.js';
import { compare, SAME } from '../support/record.comparison.js';
import { createDatabase, query, type TestDatabase } from '../support/database.js';
import { startInstance } from '../support/service.instance.js';
import { startPgBouncer, type PgBouncer } from '../support/pgbouncer.server.js';
import { freePort } from '../support/free.port.js';
import { type Service } from '../support/service.js';
import { deliver, stripeEventBody } from '../support/stripe.delivery.js';
import { eventually, type Tenant } from '../support/tenant.js';
import { startWorld, type Account, type World } from '../support/world.js';

const SETTINGS = {
  TimeZone: 'UTC',
  statement_timeout: '30000',
  lock_timeout: '8000',
  idle_in_transaction_session_timeout: '30000',
};
const DELIVERIES = 300;

/** What docs/operations.md tells to run, in one database instead of all. */
async function setLogins({ adminUrl, url, apiUrl }: TestDatabase): Promise<void> {
  const name = new URL(adminUrl).pathname.slice(1);
  for (const { username } of [new URL(url), new URL(apiUrl)]) {
    for (const [setting, value] of Object.entries(SETTINGS)) {
      await query(adminUrl, `ALTER ROLE ${username} IN DATABASE ${name} SET ${setting} = '${value}'`);
    }
  }
}

const pooled = ({ env }: TestDatabase, { through }: PgBouncer) => ({
  ...env,
  DATABASE_URL: through(env.DATABASE_URL),
  DATABASE_API_URL: through(env.DATABASE_API_URL),
});

describe('A start behind PgBouncer in transaction mode', () => {
  let database: TestDatabase;
  let strict: PgBouncer;
  let lenient: PgBouncer;

  beforeAll(async () => {
    database = await createDatabase();
    const urls = [database.url, database.apiUrl, database.migrationUrl];
    strict = await startPgBouncer(urls);
    lenient = await startPgBouncer(urls, { ignore_startup_parameters: 'options,extra_float_digits' });
  });
  afterAll(async () => {
    await Promise.all([strict, lenient].map((pooler) => pooler?.stop()));
    await database?.drop();
  });

  const boot = async (script: string, env: Record<string, string>): Promise<Boot> =>
    runToEnd(script, {
      NODE_ENV: 'test',
      REDIS_URL: process.env.TEST_REDIS_URL ?? '',
      PORT: String(await freePort()),
      ...env,
    });
  const refused = async (started: Promise<Boot>, ...texts: string[]) => {
    const { code, lines } = await started;
    expect([code, lines]).toEqual([1, [expect.any(String)]]);
    for (const text of texts) expect(lines[0]).toContain(text);
  };

  it('names the variable when the pooler refuses the settings of a connection', () =>
    refused(boot('main.js', pooled(database, strict)), 'DATABASE_URL', 'DATABASE_POOLER=transaction'));

  it('names the settings that the login lacks', () =>
    refused(
      boot('main.js', { ...pooled(database, strict), DATABASE_POOLER: 'transaction' }),
      'DATABASE_URL',
      ...Object.entries(SETTINGS)
        .filter(([name]) => name !== 'TimeZone')
        .map(([name, value]) => `ALTER ROLE integration_worker SET ${name} = '${value}'`),
    ));

  it('names settings that a pooler has dropped', () =>
    refused(
      boot('main.js', pooled(database, lenient)),
      'DATABASE_URL',
      'statement_timeout',
      'DATABASE_POOLER=transaction',
    ));

  it('finds out that prepared statements are mixed up', async () => {
    await setLogins(database);
    const other = await startPgBouncer([database.url, database.apiUrl], {
      ignore_startup_parameters: 'options,extra_float_digits',
    });
    try {
      await refused(
        boot('main.js', pooled(database, other)),
        'DATABASE_URL',
        'mixes up',
        'DATABASE_POOLER=transaction',
      );
    } finally {
      await other.stop();
    }
  });

  it('runs no migrations through it', () =>
    refused(
      boot('migrate.js', {
        DATABASE_URL: strict.through(database.migrationUrl),
        DATABASE_POOLER: 'transaction',
      }),
      'DATABASE_MIGRATION_URL is missing',
    ));
});

describe('Two processes behind PgBouncer in transaction mode', () => {
  let pooler: PgBouncer;
  let world: World;
  let worker: Service;
  let tenant: Tenant;
  let account: Account;
  let integrationId: string;

  beforeAll(async () => {
    const urls = ['TEST_DATABASE_URL', 'TEST_API_URL'].map((name) => process.env[name] ?? '');
    pooler = await startPgBouncer(urls);
    world = await startWorld(async (database) => {
      await setLogins(database);
      return { ...pooled(database, pooler), DATABASE_POOLER: 'transaction' };
    });
    worker = await startInstance(world.service, { ROLES: 'worker,scheduler' });
    tenant = world.tenant();
    account = await world.account({ scale: 300, seed: 8 });
    integrationId = await tenant.connect(account.secretKey);
  });
  afterAll(async () => {
    await worker?.stop();
    await world?.end();
    await pooler?.stop();
  });

  it('sync, take in webhooks and read at the same time, without one wrong or failed answer', async () => {
    const created = Math.floor(Date.now() / 1000) + 5;
    const event = (n: number) =>
      stripeEventBody({
        id: `evt_pooled_${n}`,
        type: 'customer.updated',
        account: account.id,
        created,
        object: { id: `cus_pooled_${n}`, object: 'customer', name: `Customer ${n}` },
      });
    const deliveries = async (from: number) => {
      for (let n = from; n < DELIVERIES; n += 10) {
        expect(await deliver(world.service.url, event(n))).toMatchObject({ status: 200 });
      }
    };
    const reads = async () => {
      for (const path of ['/integrations', '/sync/status', '/sync/runs', '/webhooks/events', '/integrations'])
        expect(await tenant.call('GET', path)).toMatchObject({ status: 200, body: { data: expect.any(Array) } });
    };
    await Promise.all([
      tenant.syncAndWait(integrationId),
      ...Array.from({ length: 10 }, (_, from) => deliveries(from)),
      ...Array.from({ length: 10 }, reads),
    ]);
    const open = () =>
      query(world.database.adminUrl, `SELECT FROM webhook_events WHERE status IN ('received', 'processing')`);
    await eventually(open, ({ length }) => length === 0);
    const applied = await query<{ n: number }>(
      world.database.adminUrl,
      `SELECT count(*)::int AS n FROM records WHERE external_id LIKE 'cus_pooled_%' AND deleted_at IS NULL`,
    );
    expect(applied).toEqual([{ n: DELIVERIES }]);
    for (const stream of ['products', 'charges', 'invoices']) {
      expect([stream, await compare(world.sandbox, account.id, tenant, integrationId, stream)]).toEqual([stream, SAME]);
    }
  });
});
