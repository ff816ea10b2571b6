import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from './free.port.js';

/**
 * `refuse`: nothing listens. `silent`: connections are accepted but nothing is answered. `starting`: the response of a
 * PostgreSQL that is starting.
 */
export type ProxyMode = 'pass' | 'refuse' | 'silent' | 'starting';

/** FATAL 57P03 as the server sends it: https://www.postgresql.org/docs/current/protocol-message-formats.html */
const STARTING_UP = errorResponse('57P03', 'the database system is starting up');

/** A proxy between the service and PostgreSQL that simulates failures of the network and of the server. */
export class PostgresProxy {
  /** Number of connections that were answered with `starting`. */
  refused = 0;
  private mode: ProxyMode = 'pass';
  private port = 0;
  private server?: Server;
  private readonly sockets = new Set<Socket>();

  constructor(private readonly target: URL) {}

  async listen(): Promise<this> {
    const server = createServer((socket) => this.serve(socket));
    // It listens on this port again after `refuse`.
    this.port ||= await freePort();
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.server = server;
    return this;
  }

  /** The same URL through the proxy. */
  through(url: string): string {
    return Object.assign(new URL(url), { host: `127.0.0.1:${this.port}` }).href;
  }

  /** Applies from now on, also to open connections. */
  async use(mode: ProxyMode): Promise<void> {
    this.mode = mode;
    this.refused = 0;
    for (const socket of this.sockets) socket.destroy();
    if (mode === 'refuse') await this.close();
    else if (!this.server) await this.listen();
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    const { server } = this;
    this.server = undefined;
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  private serve(socket: Socket): void {
    this.keep(socket);
    if (this.mode === 'starting') socket.once('data', () => this.refuse(socket));
    if (this.mode !== 'pass') return;
    const onward = connect(Number(this.target.port), this.target.hostname);
    this.keep(onward);
    onward.on('close', () => socket.destroy());
    socket.on('close', () => onward.destroy());
    socket.pipe(onward).pipe(socket);
  }

  private refuse(socket: Socket): void {
    this.refused++;
    socket.end(STARTING_UP);
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.sockets.delete(socket));
  }
}

function errorResponse(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`);
  const header = Buffer.alloc(5);
  header.write('E');
  header.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([header, fields]);
}
