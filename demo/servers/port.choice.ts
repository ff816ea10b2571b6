import { createServer } from 'node:net';
import { findFreePort } from '../../src/embedded/free-port.js';
import { DemoError } from '../demo.error.js';

const USUAL = 3000;

/** The port that was asked for, else the usual one, else any. @throws DemoError when the wished one is taken */
export async function choosePort(wished: string | undefined): Promise<number> {
  if (!wished) return (await isFree(USUAL)) ? USUAL : findFreePort();
  const port = Number(wished);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new DemoError('PORT is not a port number');
  if (!(await isFree(port)))
    throw new DemoError(`Port ${port} is in use: stop what has it, or set PORT to another one`);
  return port;
}

/** On both loopbacks: `localhost` may be either. */
async function isFree(port: number): Promise<boolean> {
  const [four, six] = await Promise.all([canListen(port, '127.0.0.1'), canListen(port, '::1')]);
  return four && six;
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    // A machine without IPv6 is no reason to do without the port.
    probe.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code !== 'EADDRINUSE' && code !== 'EACCES'));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
