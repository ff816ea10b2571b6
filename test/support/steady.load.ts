import { Agent, request as httpRequest } from 'node:http';

export interface LoadRequest {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface LoadAnswer {
  status: number;
  connection?: string;
  contentType?: string;
  retryAfter?: string;
  body: string;
}

/** Clients that keep their connections and repeat requests until connections are refused. */
export class SteadyLoad {
  readonly answers: LoadAnswer[] = [];
  /** Errors of requests that were sent but got no response. */
  readonly broken: string[] = [];
  private readonly clients: Promise<void>[];

  constructor(url: string, clients: number, next: (n: number) => LoadRequest) {
    this.clients = Array.from({ length: clients }, (_, client) => this.client(url, (n) => next(n * clients + client)));
  }

  /** Resolves when each client was refused a connection. */
  async end(): Promise<void> {
    await Promise.all(this.clients);
  }

  private async client(url: string, next: (n: number) => LoadRequest): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let n = 0; ; n++) {
      try {
        this.answers.push(await ask(agent, url, next(n)));
      } catch (error) {
        const { code = 'unknown', message } = error as NodeJS.ErrnoException;
        if (code === 'ECONNREFUSED') break;
        this.broken.push(`${code}: ${message}`);
      }
    }
    agent.destroy();
  }
}

function ask(agent: Agent, url: string, { method, path, headers = {}, body }: LoadRequest): Promise<LoadAnswer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const request = httpRequest(new URL(path, url), { agent, method, headers: { ...headers, ...length } });
    request.once('error', reject);
    request.once('response', (response) => {
      let text = '';
      response.on('data', (chunk) => (text += String(chunk)));
      response.once('error', reject);
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          connection: response.headers.connection,
          contentType: response.headers['content-type'],
          retryAfter: response.headers['retry-after'],
          body: text,
        }),
      );
    });
    request.end(body);
  });
}
