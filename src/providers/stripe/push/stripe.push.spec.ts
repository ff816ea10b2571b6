import { describe, expect, it } from '@jest/globals';
import type { KnownObject, PushedItem, PushIntent, StoredRequest } from '../../push.port.js';
import { context, hang, json, refusal, reset, truncated } from '../../testing/vendor.stub.js';
import { STRIPE_API_VERSION } from '../api/stripe.api-version.js';
import { contact, event, intentOf, known, ticketType } from '../testing/push.case.js';
import { connection, failure, KEY, StripeStub } from '../testing/stripe.stub.js';
import { dashboardUrl } from './stripe.push-urls.js';

const stub = new StripeStub();
beforeAll(() => stub.start());
afterAll(() => stub.stop());

const HUB_KEY = `h${'k'.repeat(32)}`;
const port = (environment = {}) => stub.provider(environment).push!;
const replaced = { id: 'price_1', active: true };
const price = {
  id: 'price_2',
  active: true,
  product: { id: 'prod_1', default_price: 'price_1' },
  hub_replaced: replaced,
};
const CASES: [string, PushIntent, KnownObject | null][] = [
  ['a new customer', intentOf('customer', [contact()]), null],
  ['a changed customer', intentOf('customer', [contact()]), known({ id: 'cus_1' })],
  ['a new product', intentOf('product', [event()]), null],
  ['an archived product', intentOf('product', [event({ status: 'CANCELLED' })]), known({ id: 'hub_1' })],
  ['a new price', intentOf('price', [event()]), null],
  ['a new default price', intentOf('price', [event()]), known(price)],
];

async function requestOf(intent: PushIntent, from: KnownObject | null = null): Promise<StoredRequest> {
  const built = await port().build(intent, from, HUB_KEY);
  if (built.kind !== 'request') throw new Error(JSON.stringify(built));
  return built.request;
}
const send = async (request: StoredRequest, on = connection(), environment = {}) =>
  port(environment).send(on, 'customer', request, HUB_KEY, context());

describe.each(CASES)('The request of %s', (_, intent, from) => {
  it('is the same each time, and has the key and the version but no credentials', async () => {
    const [one, other] = await Promise.all([requestOf(intent, from), requestOf(intent, from)]);
    expect(one.body.equals(other.body)).toBe(true);
    expect({ ...one, body: null }).toEqual({ ...other, body: null });
    expect(one.headers).toEqual({
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      'idempotency-key': HUB_KEY,
      'stripe-version': STRIPE_API_VERSION,
    });
  });

  it('is sent as it was captured, once, with the key of the connection', async () => {
    const request = await requestOf(intent, from);
    stub.answer(json({ id: 'x_1' }));
    await send(request);
    expect(stub.requests).toHaveLength(1);
    const { method, url, headers, body } = stub.requests[0]!;
    expect({ method, path: url.pathname + url.search, body }).toEqual({
      method: request.method,
      path: request.path,
      body: request.body.toString(),
    });
    expect(headers).toMatchObject({ ...request.headers, authorization: `Bearer ${KEY}` });
    expect(headers).not.toHaveProperty('stripe-account');
  });
});

describe('A request at Stripe', () => {
  const customer = () => requestOf(intentOf('customer', [contact()]));

  it('carries few and short metadata, whatever the ids of the platform are', async () => {
    const id = 'x'.repeat(128);
    const items = [
      contact({ venueId: id }, id),
      event({ venueId: id, ticketTypes: [ticketType({ id })] }, id),
    ] as const;
    const intents = [
      intentOf('customer', [items[0]]),
      intentOf('product', [items[1]]),
      intentOf('price', [items[1]], { part: id }),
    ];
    for (const intent of intents) {
      const form = [...new URLSearchParams((await requestOf(intent)).body.toString())];
      const metadata = form.filter(([name]) => name.startsWith('metadata'));
      expect(metadata.length).toBeGreaterThan(1);
      expect(metadata.length).toBeLessThan(10);
      // https://docs.stripe.com/api/metadata
      expect(metadata.filter(([name, value]) => name.length > 'metadata[]'.length + 40 || value.length > 500)).toEqual(
        [],
      );
    }
  });

  it('is done, and shows the object unless the answer is an old one', async () => {
    const request = await customer();
    const date = 'Thu, 01 Jan 2026 00:00:10 GMT';
    stub.answer(json({ id: 'cus_1' }, 200, { date }));
    expect(await send(request)).toMatchObject({
      kind: 'done',
      externalId: 'cus_1',
      externalVersion: null,
      record: { deleted: false, json: expect.stringContaining('cus_1') },
      isEarlier: false,
    });
    stub.answer(json({ id: 'cus_1' }, 200, { 'Idempotent-Replayed': 'true' }));
    const old = { kind: 'done', externalId: 'cus_1', record: null, isEarlier: true };
    expect(await send(request)).toMatchObject(old);
  });

  it('is of the new price, where it is a step on the way to it', async () => {
    const step = intentOf('price', [event()]);
    stub.answer(json({ id: 'prod_1' }));
    expect(await send(await requestOf(step, known(price)))).toMatchObject({ externalId: 'price_2', record: null });
    const last = known({ ...price, product: { id: 'prod_1', default_price: null } });
    stub.answer(json({ id: 'price_1' }));
    expect(await send(await requestOf(step, last))).toMatchObject({ externalId: 'price_2', record: null });
  });

  it.each([
    ['no answer', hang],
    ['a reset', reset],
    ['half an answer', truncated],
    ['a first 500', failure(500, { type: 'api_error' })],
    ["a proxy's page", json('<html>', 502)],
    ['an object without an id', json({ object: 'customer' })],
    ['a request with its key under way', failure(409, { type: 'idempotency_error', code: 'idempotency_key_in_use' })],
    ['a locked object', failure(429, { code: 'lock_timeout' })],
  ])('may have been applied after %s', async (_, reply) => {
    const request = await customer();
    stub.answer(reply);
    expect(await send(request)).toMatchObject({ kind: 'unknown' });
    expect(stub.requests).toHaveLength(1);
  });

  it.each([
    ['a stored 500', failure(500, { type: 'api_error' }, { 'Idempotent-Replayed': 'true' }), true],
    ['a key of another request', failure(400, { type: 'idempotency_error' }), true],
    ['a first 500', failure(500, { type: 'api_error' }), false],
  ])('is not repeated after %s: %3$s', async (_, reply, isStored) => {
    const request = await customer();
    stub.answer(reply);
    const outcome = await send(request);
    expect([outcome.kind, 'isStored' in outcome && outcome.isStored]).toEqual(['unknown', isStored]);
  });

  it.each([
    [
      'is there already',
      400,
      { code: 'resource_already_exists' },
      { kind: 'exists', externalId: `hub_${'r'.repeat(32)}` },
    ],
    ['is refused', 400, { code: 'parameter_unknown' }, { kind: 'refused' }],
    [
      'has no parent any more',
      400,
      { code: 'resource_missing', param: 'product' },
      { kind: 'refused', error: expect.objectContaining({ retryable: true }) },
    ],
    ['is of an unknown version', 400, { code: 'invalid_api_version' }, { kind: 'refused' }],
  ])('that %s', async (_, status, error, outcome) => {
    const request = await requestOf(intentOf('product', [event()]));
    stub.answer(failure(status, error));
    expect(await send(request)).toMatchObject(outcome);
  });

  it('changes an object that is gone: it is read again', async () => {
    const request = await requestOf(intentOf('customer', [contact()]), known({ id: 'cus_1' }));
    stub.answer(failure(404, { code: 'resource_missing', param: 'id' }));
    expect(await send(request)).toEqual({ kind: 'stale' });
  });

  it('is not taken with a restricted key that may not write, and names the permission', async () => {
    const request = await customer();
    stub.answer(failure(403, { message: "Having the 'rak_customer_write' permission would allow this" }));
    const error = await refusal(send(request));
    expect(error).toMatchObject({
      code: 'provider_permission_denied',
      message: expect.stringContaining('rak_customer_write'),
    });
  });

  it('names the account that the key of the platform acts for', async () => {
    const request = await customer();
    stub.answer(json({ id: 'cus_1' }));
    await send(request, connection({ authMethod: 'platform', credentials: {} }), { STRIPE_SECRET_KEY: 'sk_test_ours' });
    expect(stub.requests[0]!.headers).toMatchObject({
      authorization: 'Bearer sk_test_ours',
      'stripe-account': 'acct_1',
    });
  });
});

describe('The rules of Stripe', () => {
  it('are off, and offer one choice', async () => {
    const { rules, targets } = port();
    expect(rules.map(({ name, enabledByDefault }) => [name, enabledByDefault])).toEqual([
      ['customers', false],
      ['catalog', false],
    ]);
    expect(targets.every(({ rule }) => rules.some(({ name }) => name === rule))).toBe(true);
    expect(await port().choices(connection(), 'customers', 'adopt', context())).toMatchObject([{ id: 'email' }]);
    expect(await port().choices(connection(), 'catalog', 'adopt', context())).toEqual([]);
  });

  it('name the page of an object in the dashboard', () => {
    const account = { environment: 'production', externalAccountId: 'acct_1' } as const;
    const urlOf = (target: string, more = {}) => dashboardUrl({ ...account, ...more }, target, 'x_1');
    expect(urlOf('customer')).toBe('https://dashboard.stripe.com/acct_1/customers/x_1');
    expect(urlOf('price', { environment: 'sandbox' })).toBe('https://dashboard.stripe.com/acct_1/test/prices/x_1');
    expect(urlOf('sale')).toBeNull();
  });

  it('plan customers of contacts, products and prices of events, and nothing else', () => {
    const plan = (item: Parameters<ReturnType<typeof port>['plan']>[0]) =>
      port()
        .plan(item, new Map(), {})
        .map(({ target, subject, part }) => [target, subject, part]);
    expect(plan(contact())).toEqual([['customer', 'con_1', '']]);
    expect(plan(event())).toEqual([
      ['product', 'evt_1', ''],
      ['price', 'evt_1', 'tt_1'],
    ]);
    expect(plan({ ...event(), entity: 'payments' } as PushedItem)).toEqual([]);
  });
});
