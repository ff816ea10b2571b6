import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SquareWorld } from '../square.world.js';
import { signature } from './webhook.signature.js';

interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

describe('SquareWebhooks', () => {
  let world: SquareWorld;
  let received: Received[];
  let refuse: number;
  let arrived: () => void;
  let url: string;

  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      received.push({ path: request.url!, headers: request.headers, body });
      response.statusCode = refuse > 0 ? 503 : 200;
      refuse -= 1;
      response.end();
      arrived();
    });
  });
  const until = (count: number): Promise<void> =>
    new Promise((resolve) => {
      arrived = () => received.length >= count && resolve();
      arrived();
    });
  const touch = (id: string): void => {
    world.journal.update(world.accounts.get(id)!, 'customers', 0, { note: 'touched' });
  };

  beforeEach(async () => {
    world = new SquareWorld();
    [received, refuse, arrived] = [[], 0, () => undefined];
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    for (const id of ['M1', 'M2']) world.createAccount({ id, scale: 5 });
  });
  afterEach(async () => {
    world?.close();
    await new Promise((resolve) => server.close(resolve));
  });

  it('delivers the same body again after a failure, signed, with the reason and the first time', async () => {
    const subscription = world.webhooks.register({ account: 'M1', url: `${url}/hook?c=1` });
    world.webhooks.sender.configure({ firstRetryMs: 1 });
    refuse = 1;
    touch('M1');
    await until(2);
    const [first, second] = received as [Received, Received];
    expect(second.body).toBe(first.body);
    expect(second.headers['square-initial-delivery-timestamp']).toBe(
      first.headers['square-initial-delivery-timestamp'],
    );
    expect([first.headers['square-retry-number'], second.headers['square-retry-number']]).toEqual([undefined, '1']);
    expect(second.headers['square-retry-reason']).toBe('http_error');
    expect(second.headers['x-square-hmacsha256-signature']).toBe(
      signature(subscription.signatureKey, `${url}/hook?c=1`, second.body),
    );
  });

  it("tells a merchant's own subscription of that merchant, and the application's of those that authorized it", async () => {
    world.webhooks.register({ account: 'M1', url: `${url}/own` });
    world.webhooks.register({ account: null, url: `${url}/app` });
    world.application.connected.add('M2');
    touch('M1');
    touch('M2');
    await until(2);
    const merchantOf = ({ body }: Received) => (JSON.parse(body) as { merchant_id: string }).merchant_id;
    expect(received.map((one) => `${one.path} ${merchantOf(one)}`).sort()).toEqual(['/app M2', '/own M1']);
  });

  it('sends the types alone that a subscription takes', async () => {
    world.webhooks.register({ account: 'M1', url, eventTypes: ['payment.updated'] });
    touch('M1');
    world.journal.update(world.accounts.get('M1')!, 'payments', 0, { note: 'touched' });
    await until(1);
    expect(received.map(({ body }) => (JSON.parse(body) as { type: string }).type)).toEqual(['payment.updated']);
    expect(world.webhooks.sender.report().attempts).toBeLessThanOrEqual(1);
  });
});
