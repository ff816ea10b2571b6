import { Agent, createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { patient } from './patience.js';

/** How the proxy spoils a response of the vendor. */
export type ProxyFault =
  | { kind: 'answer'; status: number; headers?: Record<string, string>; body?: string }
  /** Adds headers to the vendor's own response. */
  | { kind: 'headers'; headers: Record<string, string> }
  /** For requests with this path, the third and all later ones get the first two responses in turn. */
  | { kind: 'circle'; path: string }
  | { kind: 'hold' }
  | { kind: 'reset' }
  /** Sends the response byte by byte, and never completely. */
  | { kind: 'trickle' };

export interface SeenRequest {
  method: string;
  /** Path and query. */
  url: string;
  /** Time by `performance.now()`. */
  at: number;
  answered: boolean;
  /** The client closed the connection before the response was complete. */
  abandoned: boolean;
}

interface KeptAnswer {
  headers: IncomingMessage['headers'];
  body: Buffer;
}

const TRICKLE_MS = 20;
const PATIENCE_MS = patient(10_000);

/** A reverse proxy before a vendor. It records every request of the provider, and spoils responses on demand. */
export class EdgeProxy {
  readonly requests: SeenRequest[] = [];
  url = '';
  private fault: ProxyFault | null = null;
  private only: RegExp | undefined;
  private answers: (KeptAnswer | null)[] = [];
  private turn = 0;
  private waiting: ((late?: Error) => void)[] = [];
  private readonly agent = new Agent({ keepAlive: true });
  private readonly server = createServer((request, response) => this.serve(request, response));

  constructor(private readonly vendor: string) {}

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this;
  }

  async close(): Promise<void> {
    this.agent.destroy();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /**
   * Applies from now on to every request. Without an argument, to none. Also clears the recorded requests.
   * @param only path and query of the affected requests
   */
  use(fault: ProxyFault | null = null, only?: RegExp): void {
    this.fault = fault;
    this.only = only;
    this.requests.length = 0;
    this.answers = [];
    this.turn = 0;
  }

  /** Resolves once this number of requests has arrived. */
  async arrived(count: number): Promise<void> {
    await this.until(() => this.requests.length >= count);
  }

  /** Resolves once this number of requests with this path has received the whole response. */
  async answered(path: string, count = 1): Promise<void> {
    await this.until(() => this.requests.filter((one) => one.answered && one.url.startsWith(path)).length >= count);
  }

  /** Resolves once the clients have aborted this number of requests. */
  async abandoned(count: number): Promise<void> {
    await this.until(() => this.requests.filter(({ abandoned }) => abandoned).length >= count);
  }

  private async until(holds: () => boolean): Promise<void> {
    const late = setTimeout(() => this.tell(new Error(`Not so after ${PATIENCE_MS} ms`)), PATIENCE_MS);
    try {
      while (!holds())
        await new Promise<void>((resolve, reject) => this.waiting.push((e) => (e ? reject(e) : resolve())));
    } finally {
      clearTimeout(late);
    }
  }

  private tell(late?: Error): void {
    for (const resume of this.waiting.splice(0)) resume(late);
  }

  private serve(request: IncomingMessage, response: ServerResponse): void {
    const { method = 'GET', url = '/' } = request;
    const seen: SeenRequest = { method, url, at: performance.now(), answered: false, abandoned: false };
    this.requests.push(seen);
    response.once('close', () => {
      seen.answered = response.writableFinished;
      seen.abandoned = !response.writableFinished;
      this.tell();
    });
    this.tell();
    const fault = this.only?.test(url) === false ? null : this.fault;
    if (fault === null || fault.kind === 'headers') return this.forward(request, response, fault?.headers ?? {});
    if (fault.kind === 'circle') return this.circle(request, response, fault.path);
    request.resume();
    if (fault.kind === 'answer') {
      response.writeHead(fault.status, fault.headers);
      response.end(fault.body);
    }
    if (fault.kind === 'trickle') trickle(response);
    if (fault.kind === 'reset') request.socket.resetAndDestroy();
  }

  private circle(request: IncomingMessage, response: ServerResponse, path: string): void {
    if (!request.url?.startsWith(path)) return this.forward(request, response);
    if (this.answers.length < 2) {
      this.answers.push(null);
      const place = this.answers.length - 1;
      return this.forward(request, response, {}, (answer) => (this.answers[place] = answer));
    }
    request.resume();
    const answer = this.answers[this.turn++ % 2];
    response.writeHead(200, answer?.headers);
    response.end(answer?.body);
  }

  private forward(
    request: IncomingMessage,
    response: ServerResponse,
    extra: Record<string, string> = {},
    keep?: (answer: KeptAnswer) => void,
  ): void {
    const { method, url = '/', headers } = request;
    const onward = httpRequest(new URL(url, this.vendor), { method, headers, agent: this.agent });
    onward.on('error', () => request.socket.destroy());
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...extra });
      answer.on('error', () => request.socket.destroy());
      answer.pipe(response);
      if (keep) void readAll(answer).then((body) => keep({ headers: answer.headers, body }));
    });
    response.once('close', () => onward.destroy());
    request.pipe(onward);
  }
}

async function readAll(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  answer.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve) => answer.once('close', resolve));
  return Buffer.concat(chunks);
}

function trickle(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000000' });
  const timer = setInterval(() => response.write(' '), TRICKLE_MS);
  response.once('close', () => clearInterval(timer));
}
