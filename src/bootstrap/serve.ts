import type { Config } from '../config/config.js';
import type { DatabasePools } from '../database/database.pools.js';
import { createApp } from './create-app.js';
import { listen } from './listen.js';
import { OpenConnections } from './open-connections.js';
import { stopOnSignal } from './shutdown.js';

/**
 * The application on its database, until a signal ends it. Apart from `start.ts`, which loads the many modules of it
 * only once nothing speaks against starting.
 * @returns every address that it listens on, as URLs
 */
export async function serve(
  config: Config,
  pools: DatabasePools,
  stopInfrastructure: () => Promise<void>,
  log: (line: string) => void,
): Promise<string[]> {
  const app = await createApp(config, pools);
  const connections = new OpenConnections(app.getHttpServer());
  stopOnSignal(app, connections, config, stopInfrastructure, log);
  return listen(app, config);
}
