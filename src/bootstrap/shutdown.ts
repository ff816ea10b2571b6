import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '../config/config.js';
import { Readiness } from '../health/readiness.js';

/** Open connections (progress streams, slow clients) get this long before they are cut. */
const CONNECTIONS_MS = 5_000;

/**
 * SIGTERM: readiness turns 503, work in hand ends or is handed back, connections close, and the process exits in
 * bounded time whatever hangs.
 */
export function stopOnSignal(
  app: NestFastifyApplication,
  config: Config,
  stopInfrastructure: () => Promise<void>,
  log: (line: string) => void,
): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    log(`integration-service stops (${signal})`);
    app.get(Readiness).stop();
    setTimeout(() => process.exit(1), config.limits.SHUTDOWN_TIMEOUT_MS).unref();
    setTimeout(() => app.getHttpServer().closeAllConnections(), CONNECTIONS_MS).unref();
    sleep(config.limits.SHUTDOWN_GRACE_MS)
      .then(() => app.close())
      .catch((error: unknown) => console.error(`Closing after ${signal} failed: ${(error as Error).message}`))
      .then(stopInfrastructure)
      .then(() => process.exit(0))
      .catch(() => process.exit(1));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
