import type { Config } from '../config/config.js';
import type { DatabasePools } from '../database/database.pools.js';
import { createApp } from './create-app.js';
import { listen } from './listen.js';
import { OpenConnections } from './open-connections.js';
import { stopOnSignal } from './shutdown.js';

/**
 * Runs the application until a signal ends it. `start.ts` imports this file late, because it loads all modules of the
 * application, and a process that cannot start should fail before that.
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
