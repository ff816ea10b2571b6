import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runToEnd } from '../support/boot.js';
import { createDatabase, query, type TestDatabase } from '../support/database.js';
import { send } from '../support/http.js';
import { startService } from '../support/service.js';
import { fetchOpenApi } from '../support/routes.js';

/** Stands in for a value that nobody should read in a log. */
const SECRET = 'hunter2';
const KEY = randomBytes(32).toString('base64');

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
      DATABASE_URL: database.url,
      REDIS_URL: process.env.TEST_REDIS_URL ?? '',
      JWT_SECRET: 'a-production-secret-of-32-bytes-or-more',
      ENCRYPTION_KEYS: `k1:${KEY}`,
    };
  });
  afterAll(() => database.drop());

  /** `startService` finds one unless it is given one. */
  const onFreePort = () => Object.fromEntries(Object.entries(production).filter(([name]) => name !== 'PORT'));
  /** One line that names the variable and not what it was set to. */
  const expectRefusal = async (env: Record<string, string>, name: string, value?: string) => {
    const { code, lines } = await runToEnd('main.js', env);
    expect([code, lines.length]).toEqual([1, 1]);
    expect(lines[0]).toContain(name);
    if (value) expect(lines[0]).not.toContain(value);
  };

  it.each([
    ['NODE_ENV', SECRET],
    ['PORT', `${SECRET}`],
    ['PORT', '70000'],
    ['PUBLIC_URL', SECRET],
    ['PUBLIC_URL', `ftp://${SECRET}`],
    ['ROLES', `api,${SECRET}`],
    ['ROLES', ','],
    ['DATABASE_URL', `mysql://root:${SECRET}@localhost/x`],
    ['REDIS_URL', `http://:${SECRET}@localhost`],
    ['REDIS_PORT', SECRET],
    ['REDIS_TLS', SECRET],
    ['JWT_ALGORITHM', 'none'],
    ['JWT_ALGORITHM', 'HS1'],
    ['JWT_SECRET', ' , '],
    ['JWT_JWKS_URL', SECRET],
    ['INTERNAL_SERVICE_CREDENTIALS', `{"auth-service":"${SECRET}"`],
    ['INTERNAL_SERVICE_CREDENTIALS', `{"auth-service":{"key":"${SECRET}"}}`],
    ['INTERNAL_SERVICE_CREDENTIALS', `{"auth-service":{"key":"${SECRET}","secrets":[]}}`],
    ['INTERNAL_SIGNATURE_MIN_VERSION', '3'],
    ['ENCRYPTION_KEYS', SECRET],
    ['ENCRYPTION_KEYS', `k1:${Buffer.from(SECRET).toString('base64')}`],
    ['ENCRYPTION_KEYS', `k1:${KEY},${SECRET}`],
    ['STRIPE_API_BASE_URL', SECRET],
    ['DOCS_ENABLED', SECRET],
    ['LOG_LEVEL', SECRET],
    ['WEBHOOK_MAX_BODY_BYTES', '-1'],
    ['DATABASE_POOL_SIZE', SECRET],
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

  it('an algorithm with keys wants a key', async () => {
    const base = { ...production, NODE_ENV: 'test', JWT_ALGORITHM: 'RS256' };
    await expectRefusal(base, 'JWT_PUBLIC_KEY');
    await expectRefusal({ ...base, JWT_PUBLIC_KEY: SECRET }, 'JWT_PUBLIC_KEY', SECRET);
  });

  describe('in production', () => {
    it.each(['DATABASE_URL', 'REDIS_URL', 'PUBLIC_URL', 'JWT_SECRET', 'ENCRYPTION_KEYS'])('needs %s', async (name) => {
      await expectRefusal({ ...production, [name]: '' }, name);
    });

    it.each([
      ['JWT_SECRET', 'x'.repeat(31)],
      ['JWT_SECRET', `${'x'.repeat(40)},${SECRET}`],
      ['INTERNAL_SERVICE_KEY', SECRET],
      ['INTERNAL_SERVICE_SECRET', SECRET],
      ['INTERNAL_SERVICE_CREDENTIALS', `{"auth-service":{"key":"${'k'.repeat(40)}","secrets":["${SECRET}"]}}`],
      ['INTERNAL_SERVICE_CREDENTIALS', `{"auth-service":{"key":"${SECRET}","secrets":["${'s'.repeat(40)}"]}}`],
    ])('%s=%s is too short', async (name, value) => {
      await expectRefusal({ ...production, [name]: value }, name, value.includes(SECRET) ? SECRET : value);
    });

    it.each([
      ['JWT_SECRET', 'development-only-jwt-secret-change-me-0001'],
      ['JWT_SECRET', `a-production-secret-of-32-bytes-or-more,development-only-jwt-secret-change-me-0001`],
      ['INTERNAL_SERVICE_KEY', 'development-only-internal-key-change-me-0001'],
      ['INTERNAL_SERVICE_SECRET', 'development-only-internal-secret-change-me'],
      ['ENCRYPTION_KEYS', 'dev:ZGV2ZWxvcG1lbnQtb25seS1lbmNyeXB0aW9uLWtleSE='],
      ['ENCRYPTION_KEYS', `k1:${KEY},renamed:ZGV2ZWxvcG1lbnQtb25seS1lbmNyeXB0aW9uLWtleSE=`],
      [
        'INTERNAL_SERVICE_CREDENTIALS',
        '{"auth-service":{"key":"development-only-internal-key-change-me-0001","secrets":["development-only-internal-secret-change-me"]}}',
      ],
    ])('%s=%s is a published sample', async (name, value) => {
      await expectRefusal({ ...production, [name]: value }, name, 'development-only');
    });

    const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'pem', type: 'spki' });
    const twice = 't'.repeat(40);

    // One boot for each kind of rule; every variable of each is in `src/config/production.rules.spec.ts`.
    it.each<[string, string, Record<string, string>?]>([
      ['METRICS_TOKEN', SECRET],
      ['STRIPE_WEBHOOK_SECRET', `whsec_0123456789,${SECRET}`],
      ['METRICS_TOKEN', twice, { JWT_SECRET: twice }],
      ['INTERNAL_SERVICE_CREDENTIALS', `{"auth-service":{"key":"${twice}","secrets":["${twice}"]}}`],
      ['ENCRYPTION_KEYS', `k1:${KEY},k1:${randomBytes(32).toString('base64')}`],
      ['ENCRYPTION_KEYS', `k1:${Buffer.alloc(32, 7).toString('base64')}`],
      ['JWT_PUBLIC_KEY', String(short), { JWT_ALGORITHM: 'RS256' }],
      ['PUBLIC_URL', `http://${SECRET}.example.com`],
      ['OAUTH_RETURN_TO', `https://app.example.com,http://${SECRET}.example.com`],
    ])('%s=%s is refused', async (name, value, also = {}) => {
      const hidden = [SECRET, twice, KEY].find((part) => value.includes(part));
      await expectRefusal({ ...production, ...also, [name]: value }, name, hidden ?? value);
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
      const empty = new URL(database.url);
      empty.pathname = '/never_migrated';
      await query(database.adminUrl, `CREATE DATABASE never_migrated OWNER ${empty.username}`);
      const tables = () =>
        query<{ n: number }>(empty.href, `SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'public'`);
      const refused = await runToEnd('main.js', { ...production, DATABASE_URL: empty.href });
      const before = await tables();
      const first = await runToEnd('migrate.js', { ...production, DATABASE_URL: empty.href });
      const after = await tables();
      const second = await runToEnd('migrate.js', { ...production, DATABASE_URL: empty.href });
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
