import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Config } from '../config/config.js';
import { troubleOf } from '../database/database.errors.js';
import type { DatabaseTrouble } from '../database/database.troubles.js';

const TRY_EVERY_MS = 500;
const CONNECT_TIMEOUT_MS = 5_000;

/** Troubles of a database that starts at the same time as this process. */
const STARTING: ReadonlySet<DatabaseTrouble> = new Set<DatabaseTrouble>(['starting', 'stopping', 'unreachable']);

/** An unknown host name is more likely a typing error than a host that will soon be known. */
const UNKNOWN_NAME = 'ENOTFOUND';

/**
 * Waits for a database that is starting. Returns as soon as it is pointless to wait longer, whatever the reason. The
 * first real connection then reports what is wrong.
 */
export async function awaitDatabase(config: Config, log: (line: string) => void): Promise<void> {
  const { databaseUrl, limits } = config;
  if (!databaseUrl) return;
  const began = performance.now();
  for (let waits = 0; ; waits++) {
    const failure = await failureOf(databaseUrl);
    const waited = performance.now() - began;
    if (!isStarting(failure)) {
      if (waits > 0 && !failure) log(`PostgreSQL is available after ${(waited / 1000).toFixed(1)} s`);
      return;
    }
    if (waited + TRY_EVERY_MS > limits.DATABASE_BOOT_WAIT_MS) return;
    await sleep(TRY_EVERY_MS);
  }
}

function isStarting(failure: unknown): boolean {
  const trouble = troubleOf(failure);
  return trouble !== undefined && STARTING.has(trouble) && (failure as { code?: string }).code !== UNKNOWN_NAME;
}

async function failureOf(url: string): Promise<unknown> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    return error;
  } finally {
    await client.end().catch(() => undefined);
  }
}
