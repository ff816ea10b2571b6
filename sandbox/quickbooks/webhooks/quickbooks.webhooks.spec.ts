import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { entityEvent, type EntityEvent } from '../live/entity.event.js';
import { QuickBooksWebhooks } from './quickbooks.webhooks.js';

interface Delivery {
  headers: IncomingHttpHeaders;
  body: string;
}

describe('webhook notifications', () => {
  const deliveries: Delivery[] = [];
  let refusals = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      deliveries.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(refusals > 0 ? 500 : 200).end();
      refusals -= 1;
      server.emit('delivery');
    });
  });
  let webhooks: QuickBooksWebhooks;
  let url: string;
  const event = (realmId: string, entityId: string, operation: EntityEvent['operation'] = 'updated'): EntityEvent =>
    entityEvent({
      realmId,
      stream: 'invoices',
      operation,
      entityId,
      timeMs: Date.parse('2026-11-24T01:02:03.004Z'),
      data: {},
    });
  const delivered = async (count: number): Promise<void> => {
    while (deliveries.length < count) await once(server, 'delivery');
  };
  const idsOf = ({ body }: Delivery): string[] =>
    (JSON.parse(body) as { intuitentityid: string }[]).map((one) => one.intuitentityid);

  beforeEach(async () => {
    deliveries.length = 0;
    refusals = 0;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    webhooks = new QuickBooksWebhooks();
    webhooks.configure({ gatherMs: 1, firstRetryMs: 1 });
  });
  afterEach(async () => {
    webhooks?.close();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  it('name the type of their content', async () => {
    webhooks.register({ url });
    webhooks.publish(event('1', '10'));
    await delivered(1);
    webhooks.configure({ lone: 'object' });
    webhooks.publish(event('1', '11'));
    await delivered(2);
    expect(deliveries.map(({ headers }) => headers['content-type'])).toEqual([
      'application/cloudevents-batch+json; charset=utf-8',
      'application/cloudevents+json; charset=utf-8',
    ]);
    expect(JSON.parse(deliveries[1]!.body)).toMatchObject({ specversion: '1.0', intuitentityid: '11' });
  });

  it('gather events of several companies in one signed POST', async () => {
    const { secret } = webhooks.register({ url });
    webhooks.publish(event('9341000000000001', '7'));
    webhooks.publish(event('9341000000000002', '8', 'void'));
    await delivered(1);
    const { headers, body } = deliveries[0]!;
    expect(headers['intuit-signature']).toBe(createHmac('sha256', secret).update(body).digest('base64'));
    expect(headers).toMatchObject({ 'intuit-t-id': expect.any(String), 'intuit-created-time': expect.any(String) });
    expect(JSON.parse(body)).toMatchObject([
      { specversion: '1.0', type: 'qbo.invoice.updated.v1', intuitaccountid: '9341000000000001', intuitentityid: '7' },
      { type: 'qbo.invoice.void.v1', intuitaccountid: '9341000000000002', data: {} },
    ]);
    expect(body).toMatch(/"time":"2026-11-24T01:02:03\.004\d{6}Z"/);
  });

  it('hold later ones back while one is refused', async () => {
    webhooks.configure({ maxEvents: 1 });
    webhooks.register({ url });
    refusals = 2;
    for (const id of ['1', '2', '3']) webhooks.publish(event('9341000000000001', id));
    await delivered(5);
    expect(deliveries.map(idsOf)).toEqual([['1'], ['1'], ['1'], ['2'], ['3']]);
  });

  it('speak the old format, and the other word for void, when told so', async () => {
    webhooks.configure({ voidWord: 'voided' });
    webhooks.register({ url, format: 'legacy', secret: 'old' });
    webhooks.publish(event('9341000000000001', '7', 'deleted'));
    await delivered(1);
    expect(JSON.parse(deliveries[0]!.body)).toEqual({
      eventNotifications: [
        {
          realmId: '9341000000000001',
          dataChangeEvent: {
            entities: [{ name: 'Invoice', id: '7', operation: 'Delete', lastUpdated: '2026-11-24T01:02:03.004Z' }],
          },
        },
      ],
    });
    webhooks.endpoints.clear();
    webhooks.register({ url });
    webhooks.publish(event('9341000000000001', '7', 'void'));
    await delivered(2);
    expect(JSON.parse(deliveries[1]!.body)).toMatchObject([{ type: 'qbo.invoice.voided.v1' }]);
  });
});
