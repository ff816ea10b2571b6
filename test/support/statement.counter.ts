import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

const TYPE_BYTES = 1;
const LENGTH_BYTES = 4;
const PROBE = /SAVEPOINT probe/;

/**
 * A proxy between a service and PostgreSQL that records every statement when it is sent. The statistics of the server
 * would come too late.
 * @see https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export class StatementCounter {
  /** Statements in the order of execution. A prepared statement appears each time that it is bound. */
  readonly statements: string[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((socket) => this.accept(socket));

  constructor(private readonly target: string) {}

  /** Returns the URL of the proxy. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    const { port } = this.server.address() as AddressInfo;
    return Object.assign(new URL(this.target), { hostname: '127.0.0.1', port: String(port) }).href;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /**
   * Number of statements of this kind that `work` runs. The write probe of a process, every two seconds, does not
   * count.
   */
  async during(kind: RegExp, work: () => Promise<unknown>): Promise<number> {
    const before = this.statements.length;
    await work();
    return this.statements.slice(before).filter((text) => kind.test(text) && !PROBE.test(text)).length;
  }

  private accept(client: Socket): void {
    const { hostname, port } = new URL(this.target);
    const server = connect(Number(port), hostname);
    const reader = new MessageReader((text) => this.statements.push(text));
    client.on('data', (chunk) => reader.read(chunk));
    this.join(client, server);
    this.join(server, client);
  }

  private join(from: Socket, to: Socket): void {
    this.sockets.add(from);
    from.pipe(to);
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.sockets.delete(from);
      to.destroy();
    });
  }
}

/**
 * Reads the messages of one client: first a start-up message without a type, then messages with type, length and body.
 */
class MessageReader {
  private pending = Buffer.alloc(0);
  private started = false;
  private readonly prepared = new Map<string, string>();

  constructor(private readonly seen: (statement: string) => void) {}

  read(chunk: Buffer): void {
    this.pending = Buffer.concat([this.pending, chunk]);
    for (;;) {
      const header = this.started ? TYPE_BYTES : 0;
      if (this.pending.length < header + LENGTH_BYTES) return;
      const end = header + this.pending.readInt32BE(header);
      if (this.pending.length < end) return;
      if (this.started) this.message(String.fromCharCode(this.pending[0]!), this.pending.subarray(5, end));
      this.started = true;
      this.pending = this.pending.subarray(end);
    }
  }

  private message(type: string, body: Buffer): void {
    const [first = '', second = ''] = body.toString('latin1').split('\0', 2);
    if (type === 'Q') this.seen(first);
    if (type === 'P') this.prepared.set(first, second);
    if (type === 'B') this.seen(this.prepared.get(second) ?? second);
  }
}
