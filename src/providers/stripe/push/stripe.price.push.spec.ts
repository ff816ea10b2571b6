import { describe, expect, it } from '@jest/globals';
import type { PushIntent } from '../../push.port.js';
import { builtForm, event, intentOf, known, ticketType } from '../testing/push.case.js';
import { StripeStub } from '../testing/stripe.stub.js';
import { planPrices } from './stripe.price.push.js';

const stub = new StripeStub();
beforeAll(() => stub.start());
afterAll(() => stub.stop());

const KEY = `hub_${'r'.repeat(32)}`;
const metadata = {
  'metadata[hub_ref]': 'r'.repeat(32),
  'metadata[hub_event_id]': 'evt_1',
  'metadata[hub_ticket_type_id]': 'tt_1',
};
const product = { id: 'prod_1', active: true, default_price: null as string | null };
const price = (more: object = {}) => ({
  id: 'price_2',
  active: true,
  currency: 'eur',
  unit_amount: 1_250,
  nickname: 'Stalls',
  lookup_key: KEY,
  product,
  metadata: {},
  ...more,
});
const build = (intent: PushIntent, from: Record<string, unknown> | null = null, environment = {}) =>
  builtForm(stub.provider(environment).push!, intent, from && known(from));
const withType = (more: object, status = 'ON_SALE') =>
  intentOf('price', [event({ status, ticketTypes: [ticketType({ ...more })] })]);
const gone = (body: object = {}) => intentOf('price', [], { former: [event({ ticketTypes: [], ...body })] });

describe('A ticket type', () => {
  it('wants a price, which needs the product only while the event is for sale', () => {
    const types = [ticketType(), ticketType({ id: 'tt_2' })];
    const needs = [{ target: 'product', subject: 'evt_1', part: '' }];
    expect(planPrices(event({ ticketTypes: types }))).toEqual([
      { target: 'price', subject: 'evt_1', part: 'tt_1', needs, reads: [] },
      { target: 'price', subject: 'evt_1', part: 'tt_2', needs, reads: [] },
    ]);
    for (const status of ['DRAFT', 'CANCELLED']) expect(planPrices(event({ status }))).toMatchObject([{ needs: [] }]);
  });

  it('becomes a price with a lookup key of ours', async () => {
    expect(await build(withType({}))).toEqual({
      kind: 'create',
      call: 'POST /v1/prices',
      form: {
        product: 'prod_1',
        currency: 'eur',
        unit_amount: '1250',
        nickname: 'Stalls',
        lookup_key: KEY,
        transfer_lookup_key: 'true',
        ...metadata,
      },
    });
  });

  it.each([
    ['the amount', { priceMinor: 1_500 }, { unit_amount: '1500' }],
    ['the currency', { currency: 'USD' }, { currency: 'usd' }],
  ])('is a new price when %s changes, which takes the lookup key over', async (_, change, form) => {
    expect(await build(withType(change), price())).toMatchObject({
      kind: 'create',
      call: 'POST /v1/prices',
      form: { ...form, lookup_key: KEY, transfer_lookup_key: 'true', 'metadata[hub_replaces]': 'price_2' },
    });
  });

  it('is the default price before the old one is archived, and archived before another one is made', async () => {
    const replaced = { id: 'price_1', active: true };
    const former = price({ hub_replaced: replaced, product: { ...product, default_price: 'price_1' } });
    const again = withType({ priceMinor: 1_800 });
    expect(await build(again, former)).toEqual({
      kind: 'update',
      call: 'POST /v1/products/prod_1',
      form: { default_price: 'price_2' },
    });
    expect(await build(again, { ...former, product: { ...product, default_price: 'price_2' } })).toEqual({
      kind: 'archive',
      call: 'POST /v1/prices/price_1',
      form: { active: 'false', 'metadata[hub_replaced_by]': 'price_2' },
    });
    const done = { ...former, hub_replaced: { ...replaced, active: false } };
    expect(await build(again, done)).toMatchObject({ kind: 'create', form: { 'metadata[hub_replaces]': 'price_2' } });
  });

  it('changes its name, is for sale again, and gets its lookup key back', async () => {
    expect(await build(withType({}), price())).toEqual({ kind: 'nothing' });
    expect(await build(withType({ name: 'Balcony' }), price({ active: false, lookup_key: null }))).toEqual({
      kind: 'update',
      call: 'POST /v1/prices/price_2',
      form: { active: 'true', nickname: 'Balcony', lookup_key: KEY, transfer_lookup_key: 'true' },
    });
  });

  it.each([
    ['of an event that is over', withType({}, 'COMPLETED')],
    ['that is gone', gone()],
    ['of an event that has left', intentOf('price', [], { former: [event()] })],
  ])('%s is archived', async (_, intent) => {
    expect(await build(intent, price())).toEqual({
      kind: 'archive',
      call: 'POST /v1/prices/price_2',
      form: { active: 'false' },
    });
    expect(await build(intent, price({ active: false }))).toEqual({ kind: 'nothing' });
    expect(await build(intent)).toMatchObject({ kind: 'skipped', code: 'status' });
  });

  it('that is gone waits for a person while its price is the default one, unless the product is archived', async () => {
    const byDefault = price({ product: { ...product, default_price: 'price_2' } });
    expect(await build(gone(), byDefault)).toMatchObject({ kind: 'waiting', code: 'in_use' });
    expect(await build(gone({ status: 'CANCELLED' }), byDefault)).toEqual({ kind: 'nothing' });
    expect(await build(withType({}, 'COMPLETED'), byDefault)).toEqual({ kind: 'nothing' });
    expect(await build(intentOf('price', [], { former: [event()] }), byDefault)).toEqual({ kind: 'nothing' });
  });

  it.each([
    [{ priceMinor: 100_000_000 }, 'amount_out_of_range'],
    [{ priceMinor: 1_005, currency: 'KWD' }, 'amount_out_of_range'],
    [{ currency: 'CLF' }, 'currency_unknown'],
  ])('of %j is dead, and nothing is sent', async (type, code) => {
    expect(await build(withType(type))).toMatchObject({ kind: 'dead', code });
  });

  it('may cost more where the account takes it', async () => {
    const environment = { STRIPE_MOST_UNIT_AMOUNT: '999999999999' };
    const dear = withType({ priceMinor: 999_999_999_999 });
    expect(await build(dear, null, environment)).toMatchObject({ form: { unit_amount: '999999999999' } });
  });

  it('of an event that is not approved is left out', async () => {
    expect(await build(withType({}, 'REVIEW'))).toMatchObject({ kind: 'skipped', code: 'status' });
    expect(await build(withType({}, 'REVIEW'), price())).toMatchObject({ kind: 'skipped', code: 'status' });
  });
});
