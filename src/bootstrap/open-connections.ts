import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 20;
/**
 * A connection is closed once it has been idle for this time. A request that was already on its way would have arrived.
 */
const QUIET_MS = 250;
/** Time in which further data of the client is read and dropped. So the client sees a normal end instead of a reset. */
const LINGER_MS = 250;

/** A turn of the event loop that is shorter than this had nothing to do. */
const EMPTY_TURN_MS = 0.1;

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
    const deadline = performance.now() + withinMs;
    await this.stopListening(deadline);
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
   * When a server stops listening, the kernel resets the connections that wait to be accepted, and the requests on them.
   * A turn of the event loop accepts all that wait. So the server stops right after a turn that had nothing to accept and
   * nothing else to do: then no connection can have waited for longer than that turn. On a busy machine such a turn comes
   * late, and it is waited for, because clients that connect meanwhile are answered.
   */
  private async stopListening(deadline: number): Promise<void> {
    let accepted = 0;
    const count = () => accepted++;
    this.server.on('connection', count);
    for (let isEmpty = false; !isEmpty && performance.now() < deadline;) {
      const [before, from] = [accepted, performance.now()];
      await nextTurn();
      isEmpty = accepted === before && performance.now() - from < EMPTY_TURN_MS;
    }
    NetServer.prototype.close.call(this.server);
    this.server.off('connection', count);
  }
}

function endInOrder(socket: Socket): void {
  if (socket.writableEnded) return;
  socket.end();
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
