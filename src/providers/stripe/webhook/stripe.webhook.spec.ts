import Stripe from 'stripe';
import { limitsSchema } from '../../../config/limits.config.js';
import { flawsIn, ODD_BODIES, withOddFields } from '../../testing/odd.deliveries.js';
import { STRIPE_API_VERSION } from '../api/stripe.api-version.js';
import { StripeWebhook } from './stripe.webhook.js';
import { rawEvent } from '../testing/stripe-event.builder.js';

const webhook = new StripeWebhook(limitsSchema.parse({}));
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
    expect(webhook.parse(delivery('{"id":"evt_2","type":"x","account":"","livemode":1}'))).toMatchObject([
      { account: null, livemode: null, type: 'x' },
    ]);
  });

  it('may be thin', () => {
    expect(webhook.parse(delivery(JSON.stringify(THIN)))).toMatchObject([
      { dedupeKey: 'evt_thin', account: 'acct_2', livemode: true, type: 'v1.customer.updated' },
    ]);
  });

  it.each([
    ...[
      '',
      'x',
      '[]',
      '[{"id":"evt_1"}]',
      'null',
      '"evt_1"',
      '{}',
      '{"id":1}',
      '{"id":""}',
      '{"id":',
      '{"id":"evt_1"}',
    ],
    ...['{"id":1,"type":"x"}', '{"id":"evt_1","type":7}', '{"id":"evt_1","type":"x","account":7}', '{"type":"x"}'],
    ...['{"id":"evt\\u0000","type":"x"}', '{"id":"\\ud800","type":"x"}', '\ufeff{"id":"evt_1","type":"x"}'],
    ...['id', 'type', 'account'].map((name) => `{"id":"evt_1","type":"x","${name}":"${'y'.repeat(256)}"}`),
  ])('cannot be understood as %.60j', (body) => {
    const refusal = expect.objectContaining({ name: 'UnreadableError', code: 'malformed_event' }) as Error;
    expect(() => webhook.parse(delivery(body))).toThrow(refusal);
  });

  it('is parsed up to a depth and a number of values', () => {
    const wide = (values: number) =>
      `{"id":"e","type":"x","a":[${Array(values - 4)
        .fill('1')
        .join(',')}]}`;
    const deep = (depth: number) => `{"id":"e","type":"x","a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
    for (const body of [wide(50_000), deep(64)]) expect(webhook.parse(delivery(body))).toHaveLength(1);
    for (const [body, code] of [[wide(50_001), 'too_many_values'] as const, [deep(65), 'too_deep'] as const]) {
      expect(() => webhook.parse(delivery(body))).toThrow(expect.objectContaining({ code }) as Error);
      expect(() => webhook.effects(body)).toThrow(expect.objectContaining({ code }) as Error);
    }
  });

  it('is read or cannot be understood, whatever its fields hold', () => {
    const deliveries = [rawEvent({ account: 'acct_1', object: { name: 'Zoë' } }), THIN];
    const bodies = [
      ...ODD_BODIES,
      ...deliveries.flatMap((body) => [...withOddFields(body)].map((odd) => JSON.stringify(odd))),
    ];
    expect(bodies.flatMap((body) => flawsIn(webhook, body))).toEqual([]);
  });
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
    expect(effects(rawEvent({ api_version: '2019-12-03' }))).toEqual(pointer);
    expect(effects(rawEvent({ api_version: '2027-04-28.next' }))).toEqual(pointer);
    expect(effects(THIN)).toEqual(pointer);
    const items = { object: 'list', has_more: true, data: [{ id: 'si_1' }], url: '/v1/subscription_items' };
    const subscription = { id: 'sub_1', object: 'subscription', items };
    expect(effects(rawEvent({ object: subscription }))).toEqual([
      { kind: 'pointer', type: 'subscriptions', externalId: 'sub_1' },
    ]);
  });

  it('is to write a compatible snapshot of an older version, which is recorded', () => {
    const [effect] = effects(rawEvent({ api_version: '2020-08-27', object: { name: 'Zoë' } }));
    expect(effect).toMatchObject({
      kind: 'snapshot',
      json: '{"id":"cus_1","object":"customer","name":"Zoë","api_version":"2020-08-27"}',
    });
    const monthly = effects(rawEvent({ api_version: '2026-11-25.endive' }));
    expect(monthly).toMatchObject([{ json: '{"id":"cus_1","object":"customer"}' }]);
  });

  it('is to read the payment that an invoice payment settles', () => {
    const paid = {
      id: 'inpay_1',
      object: 'invoice_payment',
      invoice: 'in_1',
      status: 'paid',
      payment: { type: 'payment_intent', payment_intent: 'pi_1' },
    };
    expect(effects(rawEvent({ type: 'invoice_payment.paid', object: paid }))).toMatchObject([
      { kind: 'snapshot', type: 'invoice_payments', externalId: 'inpay_1' },
      { kind: 'pointer', type: 'payments', externalId: 'pi_1' },
    ]);
  });

  it('is to write the parts of an object too', () => {
    const reversals = { object: 'list', has_more: false, data: [{ id: 'trr_1', object: 'transfer_reversal' }] };
    const transfer = { id: 'tr_1', object: 'transfer', reversals };
    expect(effects(rawEvent({ type: 'transfer.reversed', object: transfer }))).toMatchObject([
      { kind: 'snapshot', type: 'transfers' },
      { kind: 'snapshot', type: 'transfer_reversals', externalId: 'trr_1' },
    ]);
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
