import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import type { Connection } from '../../src/providers/connection.js';
import { ProviderPermissionError } from '../../src/providers/provider.errors.js';
import type {
  Found,
  KnownObject,
  PushedItem,
  PushIntent,
  PushPort,
  StoredRequest,
} from '../../src/providers/push.port.js';
import { contact, event, intentOf, ticketType } from '../../src/providers/stripe/testing/push.case.js';
import { Stand } from './stand.js';
import { stripeSubject } from './subjects/stripe.subject.js';
import type { VendorAccount } from './subject.js';

/** Requests that a state may take, and one more to see that nothing is left. */
const MOST_STEPS = 6;

type Json = Record<string, unknown>;

interface Write {
  method: string;
  path: string;
  headers: Record<string, string>;
  key: string | null;
  body: { base64: string };
  applied: boolean;
  replayed: boolean;
  object: string | null;
}

describe('What is pushed to Stripe', () => {
  let stand: Stand;
  let account: VendorAccount;
  let connection: Connection;
  let push: PushPort;
  let seed = 7_000;
  let keys = 0;

  const context = () => ({ signal: new AbortController().signal });
  const nextKey = () => `h${String((keys += 1)).padStart(32, '0')}`;
  const refOf = (...parts: string[]) => createHash('sha256').update(parts.join()).digest('hex').slice(0, 32);
  const intent = (target: string, item: PushedItem, more: Partial<PushIntent> = {}) =>
    intentOf(target, [item], { reference: refOf(target, item.platformId), ...more });

  async function requestOf(wanted: PushIntent, known: KnownObject | null = null, key = nextKey()) {
    const built = await push.build(wanted, known, key);
    if (built.kind !== 'request') throw new Error(JSON.stringify(built));
    return built.request;
  }
  const send = (target: string, request: StoredRequest) =>
    push.send(connection, target, request, request.headers['idempotency-key']!, context());
  async function find(
    wanted: PushIntent,
    request: StoredRequest,
    firstSentAt = Date.now(),
  ): Promise<Found | undefined> {
    const lookup = { reference: wanted.reference, request, firstSentAt };
    return (await push.find(connection, wanted.target, [lookup], context())).get(wanted.reference);
  }

  /** As the engine does it: reads, builds and sends until nothing is left. @returns the id of the object */
  async function apply(wanted: PushIntent, link: string | null = null): Promise<string> {
    let id = link;
    for (let step = 0; step < MOST_STEPS; step++) {
      const known = await push.read(connection, wanted, id, context());
      const built = await push.build(wanted, known, nextKey());
      if (built.kind === 'nothing') break;
      if (built.kind !== 'request') throw new Error(JSON.stringify(built));
      const outcome = await send(wanted.target, built.request);
      if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
      id = outcome.externalId;
      if (wanted.target !== 'price') break;
    }
    return id ?? '';
  }
  const priceOf = (product: string, type: Json, body: Json = {}) => {
    const item = event({ ticketTypes: [ticketType(type)], ...body }, product);
    const link = JSON.stringify(['product', item.platformId, '']);
    return intent('price', item, { links: new Map([[link, product]]) });
  };
  const control = <T = Json>(method: string, path: string, body?: Json) =>
    stand.control.call<T>(method, `/accounts/${account.id}/${path}`, body);
  const writes = async () => (await control<{ writes: Write[] }>('GET', 'writes')).writes;
  const fault = (kind: string, path: string) =>
    stand.control.call('POST', '/faults', { kind, path, method: 'POST', hangMs: 3_000 });
  const object = async (stream: string, id: string) => (await stand.objects(account, stream)).get(id);

  beforeAll(async () => {
    stand = await Stand.open(stripeSubject);
    push = stand.port({ OUTBOUND_WRITE_TIMEOUT_SECONDS: '1' }).push!;
  });
  afterAll(() => stand?.close());
  beforeEach(async () => {
    account = await stand.account((seed += 1), { scale: 10 });
    connection = stand.connection(account);
  });

  it('arrives byte for byte as it was built, and once for each key', async () => {
    const requests = [
      await requestOf(intent('customer', contact())),
      await requestOf(intent('product', event())),
    ] as const;
    const first = await send('customer', requests[0]);
    expect(await send('customer', requests[0])).toEqual({ ...first, record: null, isEarlier: true });
    const product = await send('product', requests[1]);
    expect([first.kind, product.kind]).toEqual(['done', 'done']);
    const log = await writes();
    expect(log.map(({ applied, replayed }) => [applied, replayed])).toEqual([
      [true, false],
      [false, true],
      [true, false],
    ]);
    for (const [at, request] of [requests[0], requests[0], requests[1]].entries()) {
      const { method, path, headers, key, body } = log[at]!;
      expect({ method, path, key, body: body.base64 }).toEqual({
        method: request.method,
        path: request.path,
        key: request.headers['idempotency-key'],
        body: request.body.toString('base64'),
      });
      expect(headers).toMatchObject({ 'stripe-version': request.headers['stripe-version'] });
    }
  });

  it('is sent in the version that it was stored with', async () => {
    const request = await requestOf(intent('customer', contact()));
    const headers = { ...request.headers, 'stripe-version': '2025-03-31.basil' };
    expect(await send('customer', { ...request, headers })).toMatchObject({ kind: 'done' });
    expect((await writes()).map((write) => write.headers['stripe-version'])).toEqual(['2025-03-31.basil']);
  });

  it('is made again where a person has deleted the product, before its prices', async () => {
    const wanted = intent('product', event());
    const id = await apply(wanted);
    const price = priceOf(id, {});
    await control('POST', 'delete', { stream: 'products', id });
    // The price is tried again, because its product may be made at the same time.
    expect(await send('price', await requestOf(price))).toMatchObject({ kind: 'refused', error: { retryable: true } });
    expect(push.targets.find(({ name }) => name === 'product')).toMatchObject({ readsFirst: true });
    expect(await push.read(connection, wanted, id, context())).toBeNull();
    expect(await apply(wanted)).toBe(id);
    expect(await object('prices', await apply(price))).toMatchObject({ product: id, active: true });
  });

  it('is linked where the product is there already', async () => {
    const wanted = intent('product', event());
    const id = await apply(wanted);
    const again = await requestOf(wanted);
    expect(await send('product', again)).toEqual({ kind: 'exists', externalId: id });
    expect(await push.read(connection, wanted, id, context())).toMatchObject({ externalId: id });
    expect(await push.adoptable(connection, wanted, context())).toMatchObject({
      kind: 'found',
      known: { externalId: id },
    });
  });

  it.each(['customer', 'product', 'price'])('is found after a %s was made whose answer was lost', async (target) => {
    const product = await apply(intent('product', event()));
    const wanted =
      target === 'price' ? priceOf(product, {}) : intent(target, target === 'product' ? event({}, 'evt_2') : contact());
    const request = await requestOf(wanted);
    expect(await find(wanted, request)).toEqual({ kind: 'absent' });
    await fault('applyThenTimeout', request.path);
    expect(await send(target, request)).toMatchObject({ kind: 'unknown' });
    // Lists that follow an index do not show it yet.
    await stand.control.call('POST', '/lag', { ms: 60_000 });
    const found = await find(wanted, request);
    await stand.control.call('POST', '/lag', { ms: 0 });
    const replayed = await send(target, request);
    expect(replayed).toMatchObject({ kind: 'done', record: null });
    expect(found).toMatchObject({
      kind: 'found',
      known: { externalId: (replayed as { externalId: string }).externalId },
    });
  });

  it('is absent after a failure that the key remembers, and made with another key', async () => {
    const wanted = intent('customer', contact());
    const request = await requestOf(wanted);
    await fault('stored500', '/v1/customers');
    expect(await send('customer', request)).toMatchObject({ kind: 'unknown', isStored: false });
    expect(await send('customer', request)).toMatchObject({ kind: 'unknown', isStored: true });
    expect(await find(wanted, request)).toEqual({ kind: 'absent' });
    expect(await send('customer', await requestOf(wanted))).toMatchObject({ kind: 'done' });
    const other = await requestOf(
      intent('customer', contact({ lastName: 'King' })),
      null,
      request.headers['idempotency-key'],
    );
    expect(await send('customer', other)).toMatchObject({ kind: 'unknown', isStored: true });
  });

  it('finds a customer whose address was changed since', async () => {
    const wanted = intent('customer', contact());
    const request = await requestOf(wanted);
    const sentAt = Date.now();
    const id = await apply(wanted);
    await control('POST', 'update', { stream: 'customers', id, patch: { email: 'other@example.org' } });
    expect(await find(wanted, request, sentAt)).toMatchObject({ kind: 'found', known: { externalId: id } });
  });

  it('adopts one customer with the address, fills what is empty, and never picks one of two', async () => {
    const wanted = intent('customer', contact({ phone: '+1 816 555 0100' }));
    const theirs = { email: 'ada@example.org', name: 'A. Lovelace', phone: null, metadata: { crm: '7' } };
    const { object: made } = await control<{ object: { id: string } }>('POST', 'create', {
      stream: 'customers',
      object: theirs,
    });
    const found = await push.adoptable(connection, wanted, context());
    expect(found).toMatchObject({ kind: 'found', known: { externalId: made.id, origin: 'adopted' } });
    const known = (found as { known: KnownObject }).known;
    expect(await send('customer', await requestOf(wanted, known))).toMatchObject({ kind: 'done', externalId: made.id });
    expect(await object('customers', made.id)).toMatchObject({ ...theirs, phone: '+1 816 555 0100' });
    await control('POST', 'create', { stream: 'customers', object: theirs });
    expect(await push.adoptable(connection, wanted, context())).toMatchObject({ kind: 'ambiguous' });
  });

  it('clears what a person has withdrawn, and makes a customer again that was deleted', async () => {
    const address = { line1: '1 Main St', city: 'Kansas City', postalCode: '64101', country: 'US' };
    const id = await apply(intent('customer', contact({ phone: '+1 816 555 0100', address })));
    await apply(intent('customer', contact({ erase: true })), id);
    expect(await object('customers', id)).toMatchObject({ email: null, name: null, phone: null });
    const change = await requestOf(
      intent('customer', contact()),
      await push.read(connection, intent('customer', contact()), id, context()),
    );
    await control('POST', 'delete', { stream: 'customers', id });
    expect(await send('customer', change)).toEqual({ kind: 'stale' });
    expect(await push.read(connection, intent('customer', contact()), id, context())).toBeNull();
  });

  it('replaces a price whose amount has changed, and archives the one before', async () => {
    const product = await apply(intent('product', event()));
    const first = await apply(priceOf(product, {}));
    await control('POST', 'update', { stream: 'products', id: product, patch: { default_price: first } });
    const second = await apply(priceOf(product, { priceMinor: 1_500 }), first);
    const third = await apply(priceOf(product, { priceMinor: 1_500, currency: 'USD' }), second);
    const prices = await stand.objects(account, 'prices');
    expect([first, second, third].map((id) => prices.get(id))).toMatchObject([
      { active: false, unit_amount: 1_250, lookup_key: null, metadata: { hub_replaced_by: second } },
      { active: false, unit_amount: 1_500, currency: 'eur', lookup_key: null, metadata: { hub_replaced_by: third } },
      { active: true, unit_amount: 1_500, currency: 'usd', metadata: { hub_replaces: second } },
    ]);
    expect(await object('products', product)).toMatchObject({ default_price: third });
    const log = await writes();
    expect(log.filter(({ applied }) => !applied)).toEqual([]);
    await apply(priceOf(product, { priceMinor: 1_500, currency: 'USD' }), third);
    expect(await writes()).toHaveLength(log.length);
  });

  it('goes on with the steps of a price wherever it was left', async () => {
    const product = await apply(intent('product', event()));
    const first = await apply(priceOf(product, {}));
    await control('POST', 'update', { stream: 'products', id: product, patch: { default_price: first } });
    const wanted = priceOf(product, { priceMinor: 2_000 });
    const known = await push.read(connection, wanted, first, context());
    const request = await requestOf(wanted, known);
    await fault('applyThenReset', '/v1/prices');
    expect(await send('price', request)).toMatchObject({ kind: 'unknown' });
    const found = await find(wanted, request);
    if (found?.kind !== 'found') throw new Error(JSON.stringify(found));
    expect(found.known.externalId).not.toBe(first);
    expect(await apply(wanted, found.known.externalId)).toBe(found.known.externalId);
    expect(await object('prices', first)).toMatchObject({ active: false });
    expect(await object('products', product)).toMatchObject({ default_price: found.known.externalId });
  });

  it('archives an event that is over, and its prices', async () => {
    const product = await apply(intent('product', event()));
    const sold = await apply(priceOf(product, {}));
    const ofBalcony = (body: Json = {}) => ({
      ...priceOf(product, { id: 'tt_2' }, body),
      part: 'tt_2',
      reference: refOf('price', 'tt_2'),
    });
    const byDefault = await apply(ofBalcony());
    await control('POST', 'update', { stream: 'products', id: product, patch: { default_price: byDefault } });
    const over = { status: 'CANCELLED' };
    await apply(intent('product', event(over)), product);
    await apply(priceOf(product, {}, over), sold);
    await apply(ofBalcony(over), byDefault);
    expect(await object('products', product)).toMatchObject({ active: false });
    expect(await object('prices', sold)).toMatchObject({ active: false });
    // Stripe does not archive the default price of a product, and nothing of an archived product is for sale.
    expect(await object('prices', byDefault)).toMatchObject({ active: true });
    await apply(intent('product', event()), product);
    expect(await apply(priceOf(product, {}), sold)).toBe(sold);
    expect(await object('prices', sold)).toMatchObject({ active: true });
  });

  it.each([
    ['JPY', 1_500, 1_500],
    ['KWD', 12_500, 12_500],
    ['ISK', 700, 70_000],
    ['UGX', 700, 70_000],
    ['MGA', 500_000, 5_000],
  ])('costs in %s what it costs on the platform', async (currency, priceMinor, units) => {
    const product = await apply(intent('product', event()));
    const id = await apply(priceOf(product, { currency, priceMinor }));
    expect(await object('prices', id)).toMatchObject({ currency: currency.toLowerCase(), unit_amount: units });
  });

  it('is refused by name where the account takes less than is configured', async () => {
    const product = await apply(intent('product', event()));
    await control('POST', 'settings', { mostUnitAmount: 1_000 });
    const request = await requestOf(priceOf(product, {}));
    expect(await send('price', request)).toMatchObject({
      kind: 'refused',
      error: { code: 'provider_refused_request' },
    });
  });

  it('works for an account of an old version, and names what a restricted key lacks', async () => {
    account = await stand.account((seed += 1), { scale: 10, apiVersion: '2017-06-05' });
    connection = stand.connection(account);
    const product = await apply(intent('product', event()));
    expect(await apply(priceOf(product, {}))).not.toBe('');
    const { key } = await stand.control.call<{ key: string }>('POST', '/keys', {
      account: account.id,
      deny: ['customers'],
    });
    connection = stand.connection({ ...account, credentials: { apiKey: key } });
    const wanted = intent('customer', contact());
    const refused = [send('customer', await requestOf(wanted)), push.adoptable(connection, wanted, context())];
    for (const refusal of refused) {
      await expect(refusal).rejects.toThrow(ProviderPermissionError);
      await expect(refusal).rejects.toThrow(/rak_customer_(write|read)/);
    }
    expect((await writes()).filter(({ path, applied }) => path === '/v1/customers' && applied)).toEqual([]);
  });
});
