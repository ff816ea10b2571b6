import 'reflect-metadata';
import type { Config } from '../config/config.js';
import { createApp } from './create-app.js';
import { boundHeapGrowth } from './heap.js';
import { provideInfrastructure, type Infrastructure } from './infrastructure.js';
import { listen, proveAddressFree } from './listen.js';
import { migrate, poolOptions, requireMigrated } from './migrate.js';
import { stopOnSignal } from './shutdown.js';

type Log = (line: string) => void;

/** Starts the service. Resolves when it listens. */
export async function start(configured: Config, log: Log): Promise<void> {
  // Collecting often costs an API its tail latency, and a backfill next to nothing.
  if (!configured.roles.includes('api')) boundHeapGrowth(configured.limits.HEAP_GROWING_PERCENT);
  await proveAddressFree(configured);
  const infrastructure = await provideInfrastructure(configured, log);
  try {
    await serve(infrastructure, log);
  } catch (error) {
    await infrastructure.stop();
    throw error;
  }
}

async function serve({ config, stop }: Infrastructure, log: Log): Promise<void> {
  const pool = await poolOptions(config);
  await (config.production ? requireMigrated(pool) : migrate(pool));
  const app = await createApp(config, pool);
  stopOnSignal(app, config, stop, log);
  const addresses = await listen(app, config);
  if (config.sampleSecrets.length > 0) log(warningOf(config));
  log(`integration-service (${config.roles.join(', ')}) listens on ${addresses.join(' and ')}`);
}

function warningOf({ sampleSecrets, host }: Config): string {
  const reach = host === '127.0.0.1' ? 'so only this machine is served' : 'and anybody can read them';
  return `Warning: ${sampleSecrets.join(', ')}: published samples are in use, ${reach}; "npm run secrets" writes a .env with fresh ones`;
}
