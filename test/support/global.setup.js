import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/**
 * Makes this server fast instead of durable, because no test interrupts its power. Tests that kill a server start their
 * own, durable one (`server.process.ts`).
 */
const FORGETS = { fsync: 'off', full_page_writes: 'off' };

/**
 * Starts one PostgreSQL and one Redis for the run, and creates a template database with all migrations. Each spec file
 * clones the template. Uses the code in `dist`, like all tests from outside.
 */
export default async function setup() {
  const dist = resolve(import.meta.dirname, '../../dist/src');
  const { startEmbeddedPostgres } = await import(join(dist, 'embedded/embedded-postgres.js'));
  const { startEmbeddedRedis } = await import(join(dist, 'embedded/embedded-redis.js'));
  const { loadConfig } = await import(join(dist, 'config/config.js'));
  const { migrationPool } = await import(join(dist, 'bootstrap/database.pools.js'));
  const { migrate } = await import(join(dist, 'bootstrap/migrate.js'));

  const directory = await mkdtemp(join(tmpdir(), 'integration-test-'));
  const openApi = join(directory, 'openapi.json');
  const [postgres, redis] = await Promise.all([
    startEmbeddedPostgres({ dataDir: join(directory, 'postgres'), settings: FORGETS }),
    startEmbeddedRedis({ dataDir: join(directory, 'redis'), cacheDir: resolve('.local/cache') }),
    // Every answer of a test is checked against it: see `document.check.ts`.
    promisify(execFile)(process.execPath, [resolve('.ci/openapi.js'), '--out', openApi]),
  ]);
  const urls = { DATABASE_URL: postgres.url, DATABASE_MIGRATION_URL: postgres.migrationUrl };
  const config = loadConfig({ ...urls, REDIS_URL: redis.url });
  await migrate(await migrationPool(config));
  process.env.TEST_DATABASE_URL = postgres.url;
  process.env.TEST_API_URL = postgres.apiUrl;
  process.env.TEST_MIGRATION_URL = postgres.migrationUrl;
  process.env.TEST_ADMIN_URL = postgres.adminUrl;
  process.env.TEST_REDIS_URL = redis.url;
  process.env.TEST_OPENAPI = openApi;
  globalThis.testServers = { postgres, redis, directory };
}
