import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * One PostgreSQL and one Redis for the run, and a template database with every migration applied: each spec file
 * clones its own from it. Driven from `dist`, like everything that is tested from outside.
 */
export default async function setup() {
  const dist = resolve(import.meta.dirname, '../../dist/src');
  const { startEmbeddedPostgres } = await import(join(dist, 'embedded/embedded-postgres.js'));
  const { startEmbeddedRedis } = await import(join(dist, 'embedded/embedded-redis.js'));
  const { loadConfig } = await import(join(dist, 'config/config.js'));
  const { migrate, poolOptions } = await import(join(dist, 'bootstrap/migrate.js'));

  const directory = await mkdtemp(join(tmpdir(), 'integration-test-'));
  const [postgres, redis] = await Promise.all([
    startEmbeddedPostgres({ dataDir: join(directory, 'postgres') }),
    startEmbeddedRedis({ dataDir: join(directory, 'redis'), cacheDir: resolve('.local/cache') }),
  ]);
  const config = loadConfig({ DATABASE_URL: postgres.url, REDIS_URL: redis.url });
  await migrate(await poolOptions(config));
  process.env.TEST_DATABASE_URL = postgres.url;
  process.env.TEST_ADMIN_URL = postgres.adminUrl;
  process.env.TEST_REDIS_URL = redis.url;
  globalThis.testServers = { postgres, redis, directory };
}
