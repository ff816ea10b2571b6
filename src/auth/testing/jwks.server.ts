import type { KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Serves a token issuer's key set over HTTP, and can simulate faults. */
export class JwksServer {
  keys: object[] = [];
  requests = 0;
  /** The response instead of the key set: another status, another body, or a response that never ends. */
  fault?: { status?: number; body?: string; hang?: boolean };
  private server?: Server;
  private port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.port}/jwks.json`;
  }

  publish(kid: string | undefined, key: KeyObject, extra: object = {}): void {
    this.keys.push({ ...key.export({ format: 'jwk' }), kid, use: 'sig', ...extra });
  }

  async start(): Promise<this> {
    this.server = createServer((_request, response) => {
      this.requests++;
      response.writeHead(this.fault?.status ?? 200, { 'content-type': 'application/json' });
      if (this.fault?.hang) response.write('{"keys":[');
      else response.end(this.fault?.body ?? JSON.stringify({ keys: this.keys }));
    });
    await new Promise<void>((resolve) => this.server?.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }
}
