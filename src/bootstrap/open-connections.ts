import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { connect, Server as NetServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 20;
/**
 * A connection is closed once it has been idle for this time. A request that was already on its way would have arrived.
 */
const QUIET_MS = 250;
/** Time in which further data of the client is read and dropped. So the client sees a normal end instead of a reset. */
const LINGER_MS = 250;

/** Reachable only from this machine: all of `127.0.0.0/8` is loopback. */
const PROBE_ADDRESS = '127.0.0.253';
const PROBES = 100;
const PROBE_QUICK_MS = 0.3;
const PROBE_WITHIN_MS = 500;

interface Use {
  /** Requests on the connection that are not answered yet. */
  requests: number;
  /** When the connection was opened, or its last request was answered. */
  since: number;
}

/** Tracks the connections of a server, so that no connection is cut during a request. */
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
   * Accepts no new connections, waits until every request is answered, and closes idle connections. `close` of
   * http.Server would destroy idle connections at once, including those on which a request is just arriving.
   * @param withinMs time after which the remaining connections are cut
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
   * When a server stops listening, the kernel resets the connections that wait to be accepted. Connections are accepted
   * in order. So the server connects to itself, and stops listening when this probe is accepted almost immediately,
   * because then no other connection waits. It tries several times.
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
