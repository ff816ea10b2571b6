import { resolve } from 'node:path';
import { randomUUID } from 'node:crypto';
import { startChild, type Child } from './child.process.js';
import { freePort } from './free.port.js';
import { patientEnv } from './patience.js';

export interface Service extends Child {
  url: string;
  /** The environment of the process, to start it again after a kill. */
  env: Record<string, string>;
}

export const STRIPE_WEBHOOK_SECRET = 'whsec_test_platform_0123456789abcdef';

/** Starts the built service in a separate process. */
export async function startService(env: Record<string, string>, options: { cwd?: string } = {}): Promise<Service> {
  const port = env.PORT ?? String(await freePort());
  const complete = {
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: port,
    LOG_LEVEL: 'warn',
    // All tests share one client address. The limit has its own spec.
    AUTH_FAILURES_PER_MINUTE: '1000000000',
    SHUTDOWN_GRACE_MS: '0',
    // The default. It is set here so that it is extended on a busy machine.
    REDIS_COMMAND_TIMEOUT_MS: '1000',
    REDIS_URL: process.env.TEST_REDIS_URL ?? '',
    REDIS_PREFIX: `test-${randomUUID()}`,
    STRIPE_WEBHOOK_SECRET,
    ...env,
  };
  const isReady = (line: string) => line.includes('listens on');
  const { child } = await startChild(resolve('dist/src/main.js'), patientEnv(complete), isReady, options);
  return { ...child, url: `http://127.0.0.1:${port}`, env: complete };
}
