import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Lifecycle } from '../common/lifecycle.js';
import type { Config } from '../config/config.js';
import type { OpenConnections } from './open-connections.js';

/** Time that is kept for running work. Until then, shutdown waits for running requests. */
const WORK_MS = 5_000;
/** Running requests have at least this time. */
const LEAST_REQUESTS_MS = 1_000;

/**
 * Stops the process on SIGTERM or SIGINT. First, readiness returns 503 and each response closes its connection, so that
 * clients use another process. After the grace period, new requests are refused and running requests end. Then running
 * work ends or is handed back. The process exits within SHUTDOWN_TIMEOUT_MS, even if something hangs.
 */
export function stopOnSignal(
  app: NestFastifyApplication,
  connections: OpenConnections,
  config: Config,
  stopInfrastructure: () => Promise<void>,
  log: (line: string) => void,
): void {
  const lifecycle = app.get(Lifecycle);
  const { SHUTDOWN_TIMEOUT_MS } = config.limits;
  const close = async (): Promise<void> => {
    await sleep(config.shutdownGraceMs);
    lifecycle.close();
    await connections.drain(Math.max(SHUTDOWN_TIMEOUT_MS - config.shutdownGraceMs - WORK_MS, LEAST_REQUESTS_MS));
    await app.close();
  };
  const stop = (signal: NodeJS.Signals) => {
    if (lifecycle.isLeaving) return;
    lifecycle.leave();
    log(`integration-service stops (${signal})`);
    setTimeout(() => process.exit(1), SHUTDOWN_TIMEOUT_MS).unref();
    close()
      .catch((error: unknown) => console.error(`Closing after ${signal} failed: ${(error as Error).message}`))
      .then(stopInfrastructure)
      .then(() => process.exit(0))
      .catch(() => process.exit(1));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
