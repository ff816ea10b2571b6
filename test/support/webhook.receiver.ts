import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WebhookDelivery } from '../../src/providers/webhook.port.js';

/** Records the deliveries of a vendor, by path. */
export class WebhookReceiver {
  private readonly received = new Map<string, WebhookDelivery[]>();
  private base = '';
  private readonly server = createServer((request, response) => {
    void this.keep(request).then(() => response.writeHead(200).end());
  });

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.base = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  urlOf(name: string): string {
    return `${this.base}/${name}`;
  }

  deliveries(name: string): readonly WebhookDelivery[] {
    return this.received.get(`/${name}`) ?? [];
  }

  private async keep(request: IncomingMessage): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.method !== 'POST') return;
    const path = request.url ?? '/';
    const delivery: WebhookDelivery = {
      headers: request.headers,
      body: Buffer.concat(chunks),
      notificationUrl: `${this.base}${path}`,
      own: path.includes('own'),
    };
    this.received.set(path, [...(this.received.get(path) ?? []), delivery]);
  }
}
