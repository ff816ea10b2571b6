import 'reflect-metadata';
import { loadConfig } from '../config/config.js';
import { createApp } from './create-app.js';
import { boundHeapGrowth } from './heap.js';
import { provideInfrastructure } from './infrastructure.js';
import { databasePools, migrationPool } from './database.pools.js';
import { migrateWhereOwner } from './migrate.js';
import { stopOnSignal } from './shutdown.js';

/** Starts the service as the environment describes it. Resolves when it listens. */
export async function start(log: (line: string) => void): Promise<void> {
  const environment = loadConfig();
  // Collecting often costs an API its tail latency, and a backfill next to nothing.
  if (!environment.roles.includes('api')) boundHeapGrowth(environment.limits.HEAP_GROWING_PERCENT);
  const infrastructure = await provideInfrastructure(environment, log);
  const { config } = infrastructure;
  if (!config.production) await migrateWhereOwner(await migrationPool(config), log);
  const app = await createApp(config, await databasePools(config));
  stopOnSignal(app, config, () => infrastructure.stop());
  await app.listen(config.port, config.host);
  log(`integration-service (${config.roles.join(', ')}) listens on ${await app.getUrl()}`);
}
