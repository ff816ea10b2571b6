import { createServer } from 'node:net';

/**
 * Below the range that systems hand out to outgoing connections, and to servers that ask for any port (32768 on Linux).
 * A port of that range can be taken between its choice and its use, or while its server is restarted. The embedded
 * servers use the range above this one.
 */
const LOWEST = 10_000;
const PORTS_OF_A_WORKER = 500;
const SLICES = 20;

const worker = Number(process.env.JEST_WORKER_ID ?? 0) % SLICES;
/** From the process id, so that two test runs on one machine rarely choose the same ports. */
let next = process.pid % PORTS_OF_A_WORKER;

/** A free port of 127.0.0.1. Each Jest worker has ports of its own, so that no other worker takes it. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < PORTS_OF_A_WORKER; attempt++) {
    const port = LOWEST + worker * PORTS_OF_A_WORKER + next;
    next = (next + 1) % PORTS_OF_A_WORKER;
    if (await isFree(port)) return port;
  }
  throw new Error('No free port for this worker');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ host: '127.0.0.1', port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
