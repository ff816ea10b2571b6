import Stripe from 'stripe';
import { STRIPE_API_VERSION } from './stripe.api-version.js';
import { StripeWebhook } from './stripe.webhook.js';
import { rawEvent } from './testing/stripe-event.builder.js';

const webhook = new StripeWebhook(300);
const delivery = (body: string, header?: string | string[]) => ({
  headers: { 'stripe-signature': header },
  body: Buffer.from(body),
  notificationUrl: 'https://hub.example/webhooks/stripe',
  own: false,
});

const THIN = {
  id: 'evt_thin',
  object: 'v2.core.event',
  type: 'v1.customer.updated',
  context: 'org_1/acct_2',
  created: '2026-11-23T10:00:00Z',
  livemode: true,
  related_object: { id: 'cus_1', type: 'customer', url: '/v1/customers/cus_1' },
};

describe('the version that events are compared with', () => {
  it('is the one that the SDK asks for', () => {
    expect(STRIPE_API_VERSION).toBe(Stripe.API_VERSION);
  });
});

describe('a delivery', () => {
  it('is verified over its bytes, with a single header', () => {
    const body = JSON.stringify({ id: 'evt_1', name: 'Zoë' }, null, 2);
    const header = Stripe.webhooks.generateTestHeaderString({ payload: body, secret: 'whsec_1', timestamp: 1_000 });
    expect(webhook.verify(delivery(body, header), ['whsec_1'], 1_000_000)).toBe(true);
    expect(webhook.verify(delivery(body, [header]), ['whsec_1'], 1_000_000)).toBe(false);
    expect(webhook.verify(delivery(body), ['whsec_1'], 1_000_000)).toBe(false);
  });

  it('is routed by its account, and keeps its bytes', () => {
    const body = JSON.stringify({ ...rawEvent({ id: 'evt_1', account: 'acct_1' }), name: 'Zoë 🦄' }, null, 2);
    expect(webhook.parse(delivery(body))).toEqual([
      {
        dedupeKey: 'evt_1',
        eventId: 'evt_1',
        type: 'customer.updated',
        account: 'acct_1',
        livemode: false,
        body: Buffer.from(body),
      },
    ]);
    expect(webhook.parse(delivery('{"id":"evt_2"}'))).toMatchObject([
      { account: null, livemode: null, type: 'unknown' },
    ]);
  });

  it('may be thin', () => {
    expect(webhook.parse(delivery(JSON.stringify(THIN)))).toMatchObject([
      { dedupeKey: 'evt_thin', account: 'acct_2', livemode: true, type: 'v1.customer.updated' },
    ]);
  });

  it.each(['', 'x', '[]', '[{"id":"evt_1"}]', 'null', '"evt_1"', '{}', '{"id":1}', '{"id":""}', '{"id":'])(
    'is refused as %j',
    (body) => {
      expect(() => webhook.parse(delivery(body))).toThrow(expect.objectContaining({ status: 400 }) as Error);
    },
  );
});

describe('what an event asks for', () => {
  const effects = (event: object) => webhook.effects(JSON.stringify(event));

  it('is to write its snapshot', () => {
    const event = rawEvent({ created: 7, object: { name: 'Zoë' } });
    expect(effects(event)).toEqual([
      {
        kind: 'snapshot',
        type: 'customers',
        externalId: 'cus_1',
        seconds: 7,
        deleted: false,
        json: '{"id":"cus_1","object":"customer","name":"Zoë"}',
      },
    ]);
    expect(effects({ ...event, type: 'customer.deleted' })).toMatchObject([{ deleted: true }]);
  });

  it('is to read what it does not carry as reads would', () => {
    const pointer = [{ kind: 'pointer', type: 'customers', externalId: 'cus_1' }];
    expect(effects(rawEvent({ api_version: '2020-08-27' }))).toEqual(pointer);
    expect(effects(THIN)).toEqual(pointer);
  });

  it.each(['account.application.deauthorized', 'v1.account.application.deauthorized'])(
    'is to disconnect at %s',
    (type) => {
      expect(effects({ ...rawEvent(), type, account: 'acct_1' })).toMatchObject([{ kind: 'disconnect' }]);
      expect(effects({ ...THIN, type })).toMatchObject([{ kind: 'disconnect' }]);
    },
  );

  it.each([
    { ...rawEvent(), data: undefined },
    { ...rawEvent(), data: { object: null } },
    rawEvent({ object: { id: null } }),
    rawEvent({ type: 'balance.available', object: { object: 'balance' } }),
    { ...rawEvent(), created: 'today' },
    { ...THIN, related_object: null },
    { ...THIN, related_object: { id: 'x', type: 'v2.core.account' } },
    { id: 'evt_1' },
  ])('is nothing when it concerns nothing that is kept: %#', (event) => {
    expect(effects(event)).toEqual([]);
  });
});
