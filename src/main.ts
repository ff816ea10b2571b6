import 'reflect-metadata';
import { createApp } from './bootstrap/create-app.js';
import { boundHeapGrowth } from './bootstrap/heap.js';
import { provideInfrastructure } from './bootstrap/infrastructure.js';
import { migrate, poolOptions } from './bootstrap/migrate.js';
import { stopOnSignal } from './bootstrap/shutdown.js';
import { loadConfig } from './config/config.js';

const log = (line: string) => console.log(line);

async function main(): Promise<void> {
  const environment = loadConfig();
  // Collecting often costs an API its tail latency, and a backfill next to nothing.
  if (environment.roles.includes('worker')) boundHeapGrowth(environment.limits.HEAP_GROWING_PERCENT);
  const infrastructure = await provideInfrastructure(environment, log);
  const { config } = infrastructure;
  const pool = await poolOptions(config);
  if (!config.production) await migrate(pool);
  const app = await createApp(config, pool);
  stopOnSignal(app, config, () => infrastructure.stop());
  await app.listen(config.port, config.host);
  log(`integration-service (${config.roles.join(', ')}) listens on ${await app.getUrl()}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
