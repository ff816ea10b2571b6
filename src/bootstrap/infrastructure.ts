import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ConfigError } from '../config/config.error.js';
import type { Config } from '../config/config.js';

/** The configuration with a database and a Redis that are there, and what to stop when the process ends. */
export interface Infrastructure {
  config: Config;
  stop(): Promise<void>;
}

/**
 * Outside production, what is not configured is started beside the service and kept under `.local` between runs.
 * Loaded only then: the launchers are no part of a production image.
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
    complete = { ...complete, databaseUrl: postgres.url };
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

/** Fails at once, rather than when a server first needs the folder. */
async function proveWritable(directory: string): Promise<void> {
  await makeFolder(directory);
  await rmdir(await mkdtemp(join(directory, 'probe-')));
}

/** Not by mkdir's `recursive`, which never returns where the kernel takes no new entry: `/proc`, `/sys`. */
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

/** What the file system refuses is a matter of the folder. */
function folderProblem(error: unknown): ConfigError | undefined {
  const { code, syscall, path } = error as NodeJS.ErrnoException;
  if (!code || !syscall || !path) return undefined;
  return new ConfigError([
    `EMBEDDED_DIR cannot be used (${code}): make that folder writable, set EMBEDDED_DIR to another one, or set DATABASE_URL and REDIS_URL`,
  ]);
}
