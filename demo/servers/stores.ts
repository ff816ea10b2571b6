import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../src/embedded/embedded-postgres.js';
import { startEmbeddedRedis } from '../../src/embedded/embedded-redis.js';
import { DemoError } from '../demo.error.js';
import type { DemoFolder } from '../demo.folder.js';
import type { StopList } from './stop.list.js';

export interface Stores {
  databaseUrl: string;
  /** The service's environment for it, with the logins that there are. */
  databaseEnv: Record<string, string>;
  redisUrl: string;
}

export interface StoresOptions {
  folder: DemoFolder;
  stops: StopList;
  /** Says what takes long: a download, an installation. */
  announce: (line: string) => void;
  onDeath: (error: DemoError) => void;
}

const TAIL_LINES = 15;

/** PostgreSQL and Redis: those of the environment, else embedded ones. */
export async function startStores(options: StoresOptions): Promise<Stores> {
  const started = await Promise.allSettled([startDatabase(options), startRedis(options)]);
  const [database, redis] = started;
  if (database.status === 'rejected') throw database.reason;
  if (redis.status === 'rejected') throw redis.reason;
  return { ...database.value, redisUrl: redis.value };
}

async function startDatabase({
  folder,
  stops,
  ...listeners
}: StoresOptions): Promise<Pick<Stores, 'databaseUrl' | 'databaseEnv'>> {
  const { DATABASE_URL, DATABASE_API_URL = '', DATABASE_MIGRATION_URL = '' } = process.env;
  if (DATABASE_URL) {
    return { databaseUrl: DATABASE_URL, databaseEnv: { DATABASE_URL, DATABASE_API_URL, DATABASE_MIGRATION_URL } };
  }
  const dataDir = folder.file('postgres');
  const postgres = await startEmbeddedPostgres({ dataDir, log: logOf(dataDir, listeners) });
  stops.add('PostgreSQL', () => postgres.stop());
  const { url, apiUrl, migrationUrl } = postgres;
  const databaseEnv = { DATABASE_URL: url, DATABASE_API_URL: apiUrl, DATABASE_MIGRATION_URL: migrationUrl };
  return { databaseUrl: url, databaseEnv };
}

async function startRedis({ folder, stops, ...listeners }: StoresOptions): Promise<string> {
  if (process.env.REDIS_URL) return process.env.REDIS_URL;
  const dataDir = folder.file('redis');
  const log = logOf(dataDir, listeners);
  const redis = await startEmbeddedRedis({ dataDir, cacheDir: folder.cache, log });
  stops.add('Redis', () => redis.stop());
  return redis.url;
}

function logOf(dataDir: string, { announce, onDeath }: Pick<StoresOptions, 'announce' | 'onDeath'>) {
  return (line: string): void => {
    if (/fetching|installing/.test(line)) announce(line);
    if (line.includes('ended unexpectedly')) onDeath(new DemoError(line, tailOf(join(dataDir, 'server.log'))));
  };
}

function tailOf(logFile: string): string {
  if (!existsSync(logFile)) return '';
  return readFileSync(logFile, 'utf8').trim().split('\n').slice(-TAIL_LINES).join('\n');
}
