import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { connect, Server as NetServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 20;
/** A connection on which nothing was asked for so long ends: what was being sent on it would have arrived. */
const QUIET_MS = 250;
/** What a client sends all the same is read and dropped, so that it sees the end, and no reset. */
const LINGER_MS = 250;

/** Reachable from this machine only: `127.0.0.0/8` is all loopback. */
const PROBE_ADDRESS = '127.0.0.253';
const PROBES = 100;
const PROBE_QUICK_MS = 0.3;
const PROBE_WITHIN_MS = 500;

interface Use {
  /** Requests on it without an answer. */
  requests: number;
  /** When it was opened, or last answered on. */
  since: number;
}

/** The connections of a server, so that none is cut while a request is on it. */
export class OpenConnections {
  private readonly uses = new Map<Socket, Use>();

  constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => {
      this.uses.set(socket, { requests: 0, since: performance.now() });
      socket.once('close', () => this.uses.delete(socket));
    });
    server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      const use = this.uses.get(socket);
      if (!use) return;
      use.requests++;
      response.once('close', () => {
        use.requests--;
        use.since = performance.now();
      });
    });
  }

  /**
   * Takes no new connections, waits until every request has its answer, and ends the connections that are idle.
   * http.Server's own `close` would destroy idle ones at once, those on which a request is arriving included.
   * @param withinMs after which the rest is cut
   */
  async drain(withinMs: number): Promise<void> {
    await this.stopListening();
    const deadline = performance.now() + withinMs;
    while (this.uses.size > 0 && performance.now() < deadline) {
      const now = performance.now();
      for (const [socket, { requests, since }] of this.uses) {
        if (requests === 0 && now - since > QUIET_MS) endInOrder(socket);
      }
      await sleep(LOOK_EVERY_MS);
    }
    for (const socket of this.uses.keys()) socket.destroy();
  }

  /**
   * The kernel resets connections that wait to be accepted when listening ends. They are accepted in their order, so
   * listening ends with the accepting of a connection of our own, at a moment when that took next to no time.
   */
  private async stopListening(): Promise<void> {
    const isClosed = await new Promise<boolean>((resolve) => this.closeBehindProbe(PROBES, resolve));
    if (!isClosed) NetServer.prototype.close.call(this.server);
  }

  private closeBehindProbe(tries: number, done: (isClosed: boolean) => void): void {
    const { port } = this.server.address() as AddressInfo;
    const sentAt = performance.now();
    const probe = connect({ port, host: '127.0.0.1', localAddress: PROBE_ADDRESS });
    const onConnection = (socket: Socket): void => {
      if (!socket.remoteAddress?.endsWith(PROBE_ADDRESS)) return;
      const isQuick = performance.now() - sentAt < PROBE_QUICK_MS;
      if (isQuick || tries === 1) NetServer.prototype.close.call(this.server);
      end();
      if (isQuick || tries === 1) done(true);
      else setImmediate(() => this.closeBehindProbe(tries - 1, done));
    };
    const end = (): void => {
      this.server.off('connection', onConnection);
      clearTimeout(timer);
      probe.destroy();
    };
    const giveUp = (): void => {
      end();
      done(false);
    };
    const timer = setTimeout(giveUp, PROBE_WITHIN_MS);
    this.server.prependListener('connection', onConnection);
    probe.once('error', giveUp);
  }
}

function endInOrder(socket: Socket): void {
  if (socket.writableEnded) return;
  socket.end();
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
