import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ConfigError } from '../config/config.error.js';
import type { Config } from '../config/config.js';

/** A configuration whose database and Redis are running, and a function that stops what was started. */
export interface Infrastructure {
  config: Config;
  stop(): Promise<void>;
}

/**
 * Outside production, starts an embedded PostgreSQL or Redis if none is configured. Their data stays under `.local`
 * between runs. The launchers are imported only when needed, because a production image does not contain them.
 * @throws ConfigError when their folder cannot be written
 */
export async function provideInfrastructure(config: Config, log: (line: string) => void): Promise<Infrastructure> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(stops.map((each) => each()));
  };
  if (config.databaseUrl && config.redis) return { config, stop };
  try {
    return { config: await startMissing(config, stops, log), stop };
  } catch (error) {
    await stop();
    throw folderProblem(error) ?? error;
  }
}

async function startMissing(
  config: Config,
  stops: (() => Promise<void>)[],
  log: (line: string) => void,
): Promise<Config> {
  let complete = config;
  const directory = resolve(config.embeddedDir);
  await proveWritable(directory);
  if (!config.databaseUrl) {
    const { startEmbeddedPostgres } = await import('../embedded/embedded-postgres.js');
    const postgres = await startEmbeddedPostgres({ dataDir: join(directory, 'postgres'), log });
    stops.push(() => postgres.stop());
    const { url: databaseUrl, apiUrl: databaseApiUrl, migrationUrl: databaseMigrationUrl } = postgres;
    complete = { ...complete, databaseUrl, databaseApiUrl, databaseMigrationUrl };
  }
  if (!config.redis) {
    const { startEmbeddedRedis } = await import('../embedded/embedded-redis.js');
    const cacheDir = join(directory, 'cache');
    const redis = await startEmbeddedRedis({ dataDir: join(directory, 'redis'), cacheDir, log });
    stops.push(() => redis.stop());
    complete = { ...complete, redis: { host: '127.0.0.1', port: redis.port, tls: false, prefix: 'integration' } };
  }
  return complete;
}

/** Fails immediately if the folder cannot be written, instead of later when a server needs it. */
async function proveWritable(directory: string): Promise<void> {
  await makeFolder(directory);
  await rmdir(await mkdtemp(join(directory, 'probe-')));
}

/**
 * The option `recursive` of mkdir is not used: it never returns in folders where the kernel allows no new entry
 * (`/proc`, `/sys`).
 */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const isFolder = (await stat(path).catch(() => undefined))?.isDirectory();
    if (isFolder) return;
    const parent = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || existsSync(parent)) throw error;
    await makeFolder(parent);
    await makeFolder(path);
  }
}

/** Turns an error of the file system into a ConfigError about the folder. */
function folderProblem(error: unknown): ConfigError | undefined {
  const { code, syscall, path } = error as NodeJS.ErrnoException;
  if (!code || !syscall || !path) return undefined;
  return new ConfigError([
    `EMBEDDED_DIR cannot be used (${code}): make that folder writable, set EMBEDDED_DIR to another one, or set DATABASE_URL and REDIS_URL`,
  ]);
}
