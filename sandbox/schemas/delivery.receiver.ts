import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { control } from './response.check.js';

const POLL_MS = 20;

/** An endpoint that accepts whatever a sandbox delivers, and keeps the bodies. */
export class DeliveryReceiver {
  readonly bodies: string[] = [];
  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      this.bodies.push(Buffer.concat(chunks).toString('utf8'));
      response.end();
    });
  });

  /** @returns the URL to register */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  /** Every body so far, once the sandbox has no more to deliver. */
  async settled(sandbox: string): Promise<string[]> {
    while ((await control(sandbox, 'GET', 'webhooks')).pending !== 0) await delay(POLL_MS);
    return this.bodies;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
