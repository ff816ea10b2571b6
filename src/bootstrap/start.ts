import 'reflect-metadata';
import type { Config } from '../config/config.js';
import { STANDARD_OUTPUT } from '../observability/log/standard.output.js';
import { awaitDatabase } from './await-database.js';
import { boundHeapGrowth } from './heap.js';
import { databasePools, migrationPool } from './database.pools.js';
import { provideInfrastructure, type Infrastructure } from './infrastructure.js';
import { proveAddressFree } from './listen.js';
import { migrateWhereOwner } from './migrate.js';
import { Rejections } from './rejections.js';
import { requireMigrated } from './require-migrated.js';

type Log = (line: string) => void;

/** Starts the service. Resolves when it listens. */
export async function start(configured: Config, log: Log): Promise<void> {
  new Rejections().watch();
  for (const guard of Object.values(STANDARD_OUTPUT)) guard.limit(configured.limits.LOG_BUFFER_BYTES);
  // Frequent collections slow down the slowest responses of an API, but hardly slow down a backfill.
  if (!configured.roles.includes('api')) boundHeapGrowth(configured.limits.HEAP_GROWING_PERCENT);
  await proveAddressFree(configured);
  const infrastructure = await provideInfrastructure(configured, log);
  try {
    await begin(infrastructure, log);
  } catch (error) {
    await infrastructure.stop();
    throw error;
  }
}

async function begin({ config, stop }: Infrastructure, log: Log): Promise<void> {
  await awaitDatabase(config, log);
  const pools = await databasePools(config);
  await (config.production ? requireMigrated(pools) : migrateWhereOwner(await migrationPool(config), log));
  // Imported here, so that problems of configuration and database are reported before the modules are loaded.
  const { serve } = await import('./serve.js');
  const addresses = await serve(config, pools, stop, log);
  if (config.sampleSecrets.length > 0) log(warningOf(config));
  log(`integration-service (${config.roles.join(', ')}) listens on ${addresses.join(' and ')}`);
}

function warningOf({ sampleSecrets, host }: Config): string {
  const reach = host === '127.0.0.1' ? 'so only this machine can connect' : 'and anyone can read them';
  return `Warning: ${sampleSecrets.join(', ')}: published samples are in use, ${reach}; "npm run secrets" writes a .env with fresh ones`;
}
