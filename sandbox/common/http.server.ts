import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { acceptsGzip, PackedBodies } from './packed.bodies.js';

export interface SandboxRequest {
  method: string;
  path: string;
  /** The raw query string, without the question mark. */
  query: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** The body as it came. */
  bytes?: Buffer;
}

export interface SandboxReply {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** How the connection is to be spoiled instead of answered properly. */
  disruption?: { kind: 'reset' | 'truncated' | 'hang'; hangMs: number };
  /** Nothing was done for it: it is the answer to an earlier request with the same key, or a fault's. */
  undone?: 'replayed' | 'replaced';
  /** For answers too large to hold: chunks, written as they come. */
  stream?: Iterable<string>;
}

/** Sizes of a body: as JSON, and as it went over the wire. */
export interface SentBody {
  plain: number;
  wire: number;
}

type SandboxHandler = (request: SandboxRequest) => SandboxReply | Promise<SandboxReply>;

export class SandboxHttpServer {
  private readonly server: Server;
  private readonly packed = new PackedBodies();

  /** @param sent is called with the path and the sizes of each body, unless it is streamed or disrupted */
  constructor(
    handler: SandboxHandler,
    private readonly sent: (path: string, body: SentBody) => void = () => undefined,
  ) {
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
    const path = mark < 0 ? url : url.slice(0, mark);
    const bytes = await readBody(incoming);
    const reply = await handler({
      method: incoming.method ?? 'GET',
      path,
      query: mark < 0 ? '' : url.slice(mark + 1),
      headers: incoming.headers,
      body: bytes.toString('utf8'),
      bytes,
    });
    if (reply.stream) return streamOut(reply, reply.stream, outgoing);
    const plain = Buffer.from(reply.body);
    const packed = acceptsGzip(incoming.headers['accept-encoding']) ? await this.packed.pack(plain) : undefined;
    const body = packed ?? plain;
    const headers = { ...reply.headers, ...(packed ? PACKED : {}), 'Content-Length': String(body.length) };
    if (reply.disruption) return disrupt(reply, headers, body, incoming, outgoing);
    this.sent(path, { plain: plain.length, wire: body.length });
    outgoing.writeHead(reply.status, headers);
    outgoing.end(body);
  }
}

const PACKED = { 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' };

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  if (incoming.method !== 'GET' && incoming.method !== 'HEAD') {
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function disrupt(
  reply: SandboxReply,
  headers: Record<string, string>,
  body: Buffer,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): void {
  const { kind, hangMs } = reply.disruption!;
  if (kind === 'reset') incoming.socket.resetAndDestroy();
  if (kind === 'hang') {
    const timer = setTimeout(() => incoming.socket.destroy(), hangMs);
    timer.unref();
    incoming.socket.once('close', () => clearTimeout(timer));
  }
  if (kind === 'truncated') {
    outgoing.writeHead(reply.status, headers);
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
