import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigError } from '../config/config.error.js';
import type { Config } from '../config/config.js';

type Address = Pick<Config, 'host' | 'port'>;

/** Checks the address before anything else is started. @throws ConfigError when HOST and PORT cannot be listened on */
export async function proveAddressFree({ host, port }: Address): Promise<void> {
  const probe = createServer();
  const listening = once(probe, 'listening');
  probe.listen({ host, port, exclusive: true });
  await listening.catch((error: unknown) => {
    throw addressProblem(error, port);
  });
  probe.close();
  await once(probe, 'close');
}

/**
 * Replaces Nest's `listen`, which logs a failure with its stack and does not return the address.
 * @returns every address that the server listens on, as URLs
 * @throws ConfigError when HOST and PORT cannot be listened on
 */
export async function listen(app: NestFastifyApplication, { host, port }: Address): Promise<string[]> {
  await app.init();
  const fastify = app.getHttpAdapter().getInstance();
  await fastify.listen({ host, port }).catch((error: unknown) => {
    throw addressProblem(error, port);
  });
  return fastify.addresses().map(urlOf);
}

function urlOf(bound: AddressInfo | string): string {
  if (typeof bound === 'string') return bound;
  const { address, family, port } = bound;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

function addressProblem(error: unknown, port: number): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (!code || !syscall) return error;
  if (code === 'EADDRINUSE') {
    return new ConfigError([`PORT ${port} is in use: stop the process that uses it, or set PORT to another one`]);
  }
  if (code === 'EACCES')
    return new ConfigError([`PORT ${port} needs more rights than this user has: set PORT to a number above 1023`]);
  return new ConfigError([
    `HOST cannot be used (${code}): set it to an address of this machine, such as 127.0.0.1 or 0.0.0.0`,
  ]);
}
