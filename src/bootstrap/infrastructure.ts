import { join, resolve } from 'node:path';
import type { Config } from '../config/config.js';

/** The configuration with a database and a Redis that are there, and what to stop when the process ends. */
export interface Infrastructure {
  config: Config;
  stop(): Promise<void>;
}

/**
 * Outside production, what is not configured is started beside the service and kept under `.local` between runs.
 * Loaded only then: the launchers are no part of a production image.
 */
export async function provideInfrastructure(config: Config, log: (line: string) => void): Promise<Infrastructure> {
  const stops: (() => Promise<void>)[] = [];
  let complete = config;
  const directory = resolve(config.embeddedDir);
  if (!config.databaseUrl) {
    const { startEmbeddedPostgres } = await import('../embedded/embedded-postgres.js');
    const postgres = await startEmbeddedPostgres({ dataDir: join(directory, 'postgres'), log });
    const { url: databaseUrl, apiUrl: databaseApiUrl, migrationUrl: databaseMigrationUrl } = postgres;
    complete = { ...complete, databaseUrl, databaseApiUrl, databaseMigrationUrl };
    stops.push(() => postgres.stop());
  }
  if (!config.redis) {
    const { startEmbeddedRedis } = await import('../embedded/embedded-redis.js');
    const cacheDir = join(directory, 'cache');
    const redis = await startEmbeddedRedis({ dataDir: join(directory, 'redis'), cacheDir, log });
    complete = { ...complete, redis: { host: '127.0.0.1', port: redis.port, tls: false, prefix: 'integration' } };
    stops.push(() => redis.stop());
  }
  return {
    config: complete,
    stop: async () => {
      await Promise.all(stops.map((stop) => stop()));
    },
  };
}
