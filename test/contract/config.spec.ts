import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runToEnd } from '../support/script.runner.js';
import { createDatabase, query, type TestDatabase } from '../support/database.js';
import { send } from '../support/http.client.js';
import { seeded } from '../support/seeded.random.js';
import { startService } from '../support/service.js';
import { fetchOpenApi } from '../support/openapi.routes.js';

/** Stands in for a value that nobody should read in a log. */
const SECRET = 'hunter2';
const KEY = seeded().bytes(32).toString('base64');

describe('The environment', () => {
  let database: TestDatabase;
  let production: Record<string, string>;

  beforeAll(async () => {
    database = await createDatabase();
    production = {
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: '0',
      PUBLIC_URL: 'https://hub.example.com',
      ...database.env,
      REDIS_URL: process.env.TEST_REDIS_URL ?? '',
      JWT_SECRET: 'a-production-secret-of-32-bytes-or-more',
      ENCRYPTION_KEYS: `k1:${KEY}`,
    };
  });
  afterAll(() => database?.drop());

  /** `startService` finds one unless it is given one. */
  const onFreePort = () => Object.fromEntries(Object.entries(production).filter(([name]) => name !== 'PORT'));
  /** One line that names the variable and not what it was set to. */
  const expectRefusal = async (env: Record<string, string>, name: string, value?: string) => {
    const { code, lines } = await runToEnd('main.js', env);
    expect([code, lines.length]).toEqual([1, 1]);
    expect(lines[0]).toContain(name);
    if (value) expect(lines[0]).not.toContain(value);
  };

  // One boot for each kind of refusal; every variable and every value is in src/config/refusals.spec.ts.
  it.each([
    ['NODE_ENV', SECRET],
    ['DATABASE_URL', `mysql://root:${SECRET}@localhost/x`],
    ['INTERNAL_SERVICE_CREDENTIALS', `{"auth-service":"${SECRET}"`],
    ['ENCRYPTION_KEYS', `k1:${KEY},${SECRET}`],
    ['WEBHOOK_MAX_BODY_BYTES', '-1'],
  ])('%s=%s stops the boot', async (name, value) => {
    await expectRefusal(
      { ...production, NODE_ENV: 'test', [name]: value },
      name,
      value.includes(SECRET) ? SECRET : undefined,
    );
  });

  it('every problem is on that one line', async () => {
    const { code, lines } = await runToEnd('main.js', { PORT: SECRET, ROLES: SECRET, LOG_LEVEL: SECRET });
    expect([code, lines.length]).toEqual([1, 1]);
    for (const name of ['PORT', 'ROLES', 'LOG_LEVEL']) expect(lines[0]).toContain(name);
  });

  describe('in production', () => {
    it.each([
      ['DATABASE_URL', ''],
      ['JWT_SECRET', `${'x'.repeat(40)},${SECRET}`],
      ['JWT_SECRET', `a-production-secret-of-32-bytes-or-more,development-only-jwt-secret-change-me-0001`],
      ['PUBLIC_URL', `http://${SECRET}.example.com`],
    ])('%s=%s is refused', async (name, value) => {
      const hidden = [SECRET, 'development-only'].find((part) => value.includes(part));
      await expectRefusal({ ...production, [name]: value }, name, hidden);
    });

    it('runs with what it needs, and shows no documentation', async () => {
      const service = await startService({ ...onFreePort(), METRICS_TOKEN: 'm'.repeat(40) });
      const paths = ['/health/ready', '/docs', '/docs-json', '/metrics'];
      const statuses = [];
      for (const path of paths) statuses.push((await send(service.url, { path })).status);
      const authorized = { path: '/metrics', headers: { authorization: `Bearer ${'m'.repeat(40)}` } };
      statuses.push((await send(service.url, authorized)).status);
      const code = await service.stop();
      expect([statuses, code]).toEqual([[200, 404, 404, 401, 200], 0]);
    });

    it('runs no migrations: those are a command of their own', async () => {
      const empty = Object.fromEntries(
        Object.entries(database.env).map(([name, url]) => [name, url.replace(/[^/]+$/, 'never_migrated')]),
      );
      const owner = String(empty.DATABASE_MIGRATION_URL);
      await query(database.adminUrl, `CREATE DATABASE never_migrated OWNER ${new URL(owner).username}`);
      const tables = () =>
        query<{ n: number }>(owner, `SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'public'`);
      const refused = await runToEnd('main.js', { ...production, ...empty });
      const before = await tables();
      const first = await runToEnd('migrate.js', { ...production, ...empty });
      const after = await tables();
      const second = await runToEnd('migrate.js', { ...production, ...empty });
      await query(database.adminUrl, 'DROP DATABASE never_migrated WITH (FORCE)');
      expect([before, refused.code, first.code, second.code]).toEqual([[{ n: 0 }], 1, 0, 0]);
      expect(refused.lines).toEqual([expect.stringMatching(/^Configuration: DATABASE_URL: .*npm run migrate/)]);
      expect(after[0]?.n).toBeGreaterThan(20);
      expect(second.lines).toEqual(['The database is up to date']);
    });
  });

  describe('ROLES', () => {
    it.each([
      ['api', true],
      ['worker', false],
      ['scheduler', false],
      ['worker, scheduler', false],
      ['api,worker,scheduler', true],
    ])('%s', async (roles, serves) => {
      const service = await startService({ ...onFreePort(), NODE_ENV: 'test', ROLES: roles });
      const documented = Object.keys((await fetchOpenApi(service.url)).paths);
      const ready = await send(service.url, { path: '/health/ready' });
      const metrics = await send(service.url, { path: '/metrics' });
      const webhook = await send(service.url, { method: 'POST', path: '/api/v1/webhooks/stripe' });
      const code = await service.stop();
      expect([ready.status, metrics.status, code]).toEqual([200, 200, 0]);
      expect(documented.some((path) => path.startsWith('/api/'))).toBe(serves);
      expect(webhook.status).toBe(serves ? 401 : 404);
    });
  });
});
