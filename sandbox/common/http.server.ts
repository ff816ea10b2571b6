import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SandboxRequest {
  method: string;
  path: string;
  /** The raw query string, without the question mark. */
  query: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface SandboxReply {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** How the connection is to be spoiled instead of answered properly. */
  disruption?: { kind: 'reset' | 'truncated' | 'hang'; hangMs: number };
  /** For answers too large to hold: chunks, written as they come. */
  stream?: Iterable<string>;
}

type SandboxHandler = (request: SandboxRequest) => SandboxReply | Promise<SandboxReply>;

export class SandboxHttpServer {
  private readonly server: Server;

  constructor(handler: SandboxHandler) {
    this.server = createServer({ keepAliveTimeout: 65_000 }, (incoming, outgoing) => {
      this.serve(handler, incoming, outgoing).catch((error: unknown) => {
        process.stderr.write(`sandbox: ${error instanceof Error ? error.stack : String(error)}\n`);
        if (!outgoing.headersSent) outgoing.writeHead(500);
        outgoing.end();
      });
    });
  }

  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async serve(handler: SandboxHandler, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const url = incoming.url ?? '/';
    const mark = url.indexOf('?');
    const reply = await handler({
      method: incoming.method ?? 'GET',
      path: mark < 0 ? url : url.slice(0, mark),
      query: mark < 0 ? '' : url.slice(mark + 1),
      headers: incoming.headers,
      body: await readBody(incoming),
    });
    if (reply.disruption) return disrupt(reply, incoming, outgoing);
    if (reply.stream) return streamOut(reply, reply.stream, outgoing);
    const body = Buffer.from(reply.body);
    outgoing.writeHead(reply.status, { ...reply.headers, 'Content-Length': String(body.length) });
    outgoing.end(body);
  }
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  if (incoming.method === 'GET' || incoming.method === 'HEAD') return '';
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function disrupt(reply: SandboxReply, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { kind, hangMs } = reply.disruption!;
  if (kind === 'reset') incoming.socket.resetAndDestroy();
  if (kind === 'hang') {
    const timer = setTimeout(() => incoming.socket.destroy(), hangMs);
    timer.unref();
    incoming.socket.once('close', () => clearTimeout(timer));
  }
  if (kind === 'truncated') {
    const body = Buffer.from(reply.body);
    outgoing.writeHead(reply.status, { ...reply.headers, 'Content-Length': String(body.length) });
    outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => incoming.socket.destroy());
  }
}

async function streamOut(reply: SandboxReply, chunks: Iterable<string>, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(reply.status, reply.headers);
  for (const chunk of chunks) {
    if (outgoing.destroyed) return;
    const room = outgoing.write(chunk);
    await new Promise<void>((resolve) => (room ? setImmediate(resolve) : outgoing.once('drain', resolve)));
  }
  outgoing.end();
}
