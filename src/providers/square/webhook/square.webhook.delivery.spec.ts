import { flawsIn, ODD_BODIES, withOddFields } from '../../testing/odd.deliveries.js';
import { AT, effects, event, webhook } from '../testing/square.events.js';
import { isSignedBySquare } from './square.signature.js';

const delivery = (body: string, headers: Record<string, string | string[]> = {}) => ({
  headers,
  body: Buffer.from(body),
  notificationUrl: 'https://hub.example/webhooks/square',
  own: false,
});

describe('a delivery', () => {
  it('is verified over the URL that Square was told, with a single header', () => {
    const body = '{"data":{"type":"webhooks","id":">id<"}}';
    const signature = 'Cxt7+aTi4rKgcA0bC4g9EHdVtLSDWdqccmL5MvihU4U=';
    const sent = (header: string | string[]) => ({
      ...delivery(body, { 'x-square-hmacsha256-signature': header }),
      notificationUrl: 'https://webhook.site/webhooks',
    });
    expect(isSignedBySquare(Buffer.from(body), 'https://webhook.site/webhooks', signature, ['signature-key'])).toBe(
      true,
    );
    expect(webhook.verify(sent(signature), ['signature-key'])).toBe(true);
    expect(webhook.verify(sent([signature]), ['signature-key'])).toBe(false);
    expect(webhook.verify({ ...sent(signature), notificationUrl: 'https://x' }, ['signature-key'])).toBe(false);
    expect(webhook.verify(delivery(body), ['signature-key'])).toBe(false);
  });

  it('is routed by its merchant, and keeps its bytes', () => {
    const body = JSON.stringify({ ...event('payment.updated', {}), name: 'Zoë' }, null, 2);
    expect(webhook.parse(delivery(body, { 'square-environment': 'Production' }))).toEqual([
      {
        dedupeKey: 'e1',
        eventId: 'e1',
        type: 'payment.updated',
        account: 'M1',
        livemode: true,
        body: Buffer.from(body),
      },
    ]);
    const bare = '{"event_id":"e2","type":"x"}';
    expect(webhook.parse(delivery(bare, { 'square-environment': 'Sandbox' }))).toMatchObject([
      { account: null, livemode: false },
    ]);
    expect(webhook.parse(delivery(bare))).toMatchObject([{ livemode: null }]);
  });

  it.each([
    ...['', 'x', '[]', '[{"event_id":"e1"}]', 'null', '"e1"', '{}', '{"event_id":"e1"}', '{"event_id":"e1","type":7}'],
    ...['{"event_id":1,"type":"x"}', '{"event_id":"e1","type":"x","merchant_id":{}}', '{"type":"x"} y'],
    ...['event_id', 'type', 'merchant_id'].map((name) => `{"type":"x","${name}":"${'y'.repeat(256)}"}`),
  ])('cannot be understood as %.60s', (body) => {
    const refusal = expect.objectContaining({ name: 'UnreadableError', code: 'malformed_event' }) as Error;
    expect(() => webhook.parse(delivery(body))).toThrow(refusal);
  });

  it.each(['{"type":"x"}', '{"type":"x","event_id":""}', '{"type":"x","event_id":null}'])(
    'is known by its bytes when it has no id: %s',
    (body) => {
      const [event] = webhook.parse(delivery(body));
      expect(event).toMatchObject({ eventId: null, dedupeKey: expect.stringMatching(/^[0-9a-f]{64}$/) });
      expect(webhook.parse(delivery(body))[0]!.dedupeKey).toBe(event!.dedupeKey);
      expect(webhook.parse(delivery(`${body} `))[0]!.dedupeKey).not.toBe(event!.dedupeKey);
    },
  );

  it('is read or cannot be understood, whatever its fields hold', () => {
    const payment = { id: 'p1', updated_at: AT, version: 3 };
    const merge = { to_customer_id: 'c1', from_customer_ids: ['c2', 'c3'] };
    const deliveries = [
      event('payment.updated', { type: 'payment', id: 'p1', object: { payment } }),
      event('order.updated', { type: 'order', id: 'o1', object: { order_updated: { order_id: 'o1' } } }),
      event('customer.created', { type: 'customer', id: 'c1', object: { event_context: { merge } } }),
      event('invoice.deleted', { type: 'invoice', id: 'i1', object: { invoice: { id: 'i1' } } }),
      event('oauth.authorization.revoked', { type: 'revocation', object: { revocation: { revoked_at: AT } } }),
    ];
    const bodies = [
      ...ODD_BODIES,
      ...deliveries.flatMap((body) => [...withOddFields(body)].map((odd) => JSON.stringify(odd))),
    ];
    expect(bodies.flatMap((body) => flawsIn(webhook, body))).toEqual([]);
  });

  it('reaches no prototype by the name of its object', () => {
    const object = JSON.parse('{"constructor":{"undefined":"x"},"__proto__":{"undefined":"x"}}') as object;
    expect(effects(event('x', { object }))).toEqual([]);
  });
});
