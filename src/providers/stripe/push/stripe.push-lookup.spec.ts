import { describe, expect, it } from '@jest/globals';
import type { Lookup, PushIntent } from '../../push.port.js';
import { context } from '../../testing/vendor.stub.js';
import { contact, event, intentOf, known } from '../testing/push.case.js';
import { rulesOf } from '../testing/push.rules.js';
import { connection, failure, list, StripeStub } from '../testing/stripe.stub.js';
import { json } from '../../testing/vendor.stub.js';

const stub = new StripeStub();
beforeAll(() => stub.start());
afterAll(() => stub.stop());

const REF = 'r'.repeat(32);
const NAME = `hub_${REF}`;
const SENT_AT = Date.parse('2026-03-01T10:00:00Z');
const port = (environment = {}) => stub.provider(environment).push!;
const ours = (id: string, more: object = {}) => ({ id, metadata: { hub_ref: REF }, ...more });
const theirs = (id: string) => ({ id, metadata: {} });

async function lookupOf(intent: PushIntent, from: Record<string, unknown> | null = null): Promise<Lookup> {
  const built = await port().build(intent, from && known(from), 'h1');
  if (built.kind !== 'request') throw new Error(built.kind);
  return { reference: REF, request: built.request, firstSentAt: SENT_AT };
}
async function find(target: string, lookup: Lookup, environment = {}) {
  return (await port(environment).find(connection(), target, [lookup], context())).get(REF);
}
const adoptable = (intent: PushIntent, environment = {}) =>
  port(environment).adoptable(connection(), intent, context());
const asked = () => stub.requests.map(({ url }) => decodeURIComponent(url.pathname + url.search));

describe('A customer in doubt', () => {
  const customer = () => lookupOf(intentOf('customer', [contact()]));

  it('is found by the address of the request', async () => {
    const lookup = await customer();
    stub.answer(list([theirs('cus_0'), ours('cus_1')]));
    expect(await find('customer', lookup)).toMatchObject({
      kind: 'found',
      known: { externalId: 'cus_1', origin: 'created' },
    });
    expect(asked()).toEqual(['/v1/customers?email=ada@example.org&limit=100']);
  });

  it('is looked for among those made since, in case its address was changed', async () => {
    const lookup = await customer();
    stub.answer(list([]), list([theirs('cus_0')], true), list([ours('cus_1')]));
    expect(await find('customer', lookup)).toMatchObject({ kind: 'found', known: { externalId: 'cus_1' } });
    expect(asked()[1]).toBe(`/v1/customers?created[gte]=${SENT_AT / 1000 - 300}&limit=100`);
    expect(asked()[2]).toContain('starting_after=cus_0');
  });

  it('is absent only if that list was read to its end', async () => {
    const lookup = await customer();
    stub.answer(list([]), list([theirs('cus_0')]));
    expect(await find('customer', lookup)).toEqual({ kind: 'absent' });
    stub.answer(list([]), list([theirs('cus_0')], true), list([theirs('cus_1')], true));
    expect(await find('customer', lookup, { STRIPE_LOOKUP_PAGES: '2' })).toEqual({
      kind: 'ambiguous',
      externalIds: [],
    });
    stub.answer(list([ours('cus_1'), ours('cus_2')]));
    expect(await find('customer', lookup)).toEqual({ kind: 'ambiguous', externalIds: ['cus_1', 'cus_2'] });
  });
});

describe('A customer that is there', () => {
  it('is adopted by its address, if it is the only one that no one has', async () => {
    const intent = intentOf('customer', [contact()]);
    const linked = { id: 'cus_9', metadata: { hub_ref: 'of another contact' } };
    stub.answer(list([linked, theirs('cus_1')]));
    expect(await adoptable(intent)).toMatchObject({ kind: 'found', known: { externalId: 'cus_1', origin: 'adopted' } });
    stub.answer(list([theirs('cus_1'), theirs('cus_2')]));
    expect(await adoptable(intent)).toEqual({ kind: 'ambiguous', externalIds: ['cus_1', 'cus_2'] });
    stub.answer(list([linked]));
    expect(await adoptable(intent)).toEqual({ kind: 'absent' });
    stub.answer(list([theirs('cus_1'), ours('cus_2')]));
    expect(await adoptable(intent)).toMatchObject({ kind: 'found', known: { externalId: 'cus_2', origin: 'created' } });
  });

  it('is looked for in both spellings of its address', async () => {
    stub.answer(list([theirs('cus_1')]));
    const intent = intentOf('customer', [contact({ email: 'Ada@Example.org' })]);
    expect(await adoptable(intent)).toMatchObject({ kind: 'found', known: { externalId: 'cus_1' } });
    expect(stub.requests.map(({ url }) => url.searchParams.get('email')).sort()).toEqual([
      'Ada@Example.org',
      'ada@example.org',
    ]);
  });

  it('is not looked for without the rule to adopt', async () => {
    stub.answer(list([theirs('cus_1')]));
    expect(await adoptable(intentOf('customer', [contact()], { rules: rulesOf(null) }))).toEqual({ kind: 'absent' });
    expect(await adoptable(intentOf('customer', [contact({ erase: true })]))).toEqual({ kind: 'absent' });
    expect(stub.requests).toHaveLength(0);
  });
});

describe('A product', () => {
  it('is found by its id, unless it carries the reference of another', async () => {
    const lookup = await lookupOf(intentOf('product', [event()]));
    stub.answer(list([ours(NAME)]));
    expect(await find('product', lookup)).toMatchObject({ kind: 'found', known: { externalId: NAME } });
    expect(asked()).toEqual([`/v1/products?ids[0]=${NAME}&limit=100`]);
    stub.answer(list([{ id: NAME, metadata: { hub_ref: 'other' } }]));
    expect(await find('product', lookup)).toEqual({ kind: 'ambiguous', externalIds: [NAME] });
    stub.answer(list([]));
    expect(await find('product', lookup)).toEqual({ kind: 'absent' });
  });

  it('of an event that is not approved is not looked for', async () => {
    stub.answer(list([ours(NAME)]));
    expect(await adoptable(intentOf('product', [event({ status: 'DRAFT' })]))).toEqual({ kind: 'absent' });
    expect(stub.requests).toHaveLength(0);
    expect(await adoptable(intentOf('product', [event()]))).toMatchObject({
      kind: 'found',
      known: { origin: 'created' },
    });
  });
});

describe('A price', () => {
  const price = (id: string, more: object = {}) => ours(id, { lookup_key: NAME, product: { id: 'prod_1' }, ...more });
  const former = { id: 'price_1', active: true, currency: 'eur', unit_amount: 1, product: 'prod_1', metadata: {} };

  it('is found by its lookup key, archived or not', async () => {
    const lookup = await lookupOf(intentOf('price', [event()]));
    stub.answer(list([price('price_1', { active: false })]));
    expect(await find('price', lookup)).toMatchObject({ kind: 'found', known: { externalId: 'price_1' } });
    expect(asked()).toEqual([`/v1/prices?lookup_keys[0]=${NAME}&expand[0]=data.product&limit=100`]);
  });

  it('is absent while the price that it replaces has the key', async () => {
    const lookup = await lookupOf(intentOf('price', [event()]), former);
    stub.answer(list([price('price_1')]));
    expect(await find('price', lookup)).toEqual({ kind: 'absent' });
    const replaced = price('price_0', { metadata: { hub_ref: REF, hub_replaced_by: 'price_1' } });
    stub.answer(list([price('price_2'), replaced]));
    expect(await find('price', lookup)).toMatchObject({ kind: 'found', known: { externalId: 'price_2' } });
  });

  it('of an earlier connection is known with the price that it has replaced', async () => {
    stub.answer(
      list([price('price_2', { metadata: { hub_ref: REF, hub_replaces: 'price_1' } })]),
      json({ id: 'price_1', active: true }),
    );
    expect(await adoptable(intentOf('price', [event()]))).toMatchObject({
      kind: 'found',
      known: { externalId: 'price_2', object: { hub_replaced: { id: 'price_1', active: true } } },
    });
  });
});

describe('A pushed object', () => {
  const read = (target: string, id: string | null) =>
    port().read(connection(), { target, subject: 's', part: '' }, id, context());

  it('is read as it is now, a price with its product', async () => {
    stub.answer(json({ id: 'price_1', product: { id: 'prod_1' }, metadata: {} }));
    expect(await read('price', 'price_1')).toMatchObject({
      externalId: 'price_1',
      object: { product: { id: 'prod_1' } },
    });
    expect(asked()).toEqual(['/v1/prices/price_1?expand[0]=product']);
  });

  it('is the price that has the lookup key now, where another hub has made one in place of it', async () => {
    const named = ours('price_1', { lookup_key: null });
    const other = ours('price_2', { lookup_key: NAME });
    stub.answer(json(named), list([other]));
    expect(await read('price', 'price_1')).toMatchObject({ externalId: 'price_2' });
    stub.answer(json(named), list([{ ...other, metadata: {} }]));
    expect(await read('price', 'price_1')).toMatchObject({ externalId: 'price_1' });
  });

  it('is gone when it is deleted, or was never there', async () => {
    stub.answer(json({ id: 'cus_1', deleted: true }));
    expect(await read('customer', 'cus_1')).toBeNull();
    stub.answer(failure(404, { code: 'resource_missing', param: 'id' }));
    expect(await read('product', NAME)).toBeNull();
    stub.answer(json({}));
    expect(await read('customer', null)).toBeNull();
    expect(stub.requests).toHaveLength(0);
  });
});
