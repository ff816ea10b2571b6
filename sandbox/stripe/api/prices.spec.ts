import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { StripeObject } from '../stripe.stream.js';
import { AccountRig, type Fields } from '../testing/account.rig.js';

let rig: AccountRig;
let product: string;
beforeEach(async () => {
  rig = new AccountRig();
  ({ id: product } = await rig.write('products', { id: 'hub_event1', name: 'Event' }));
});
afterEach(() => rig?.close());

const price = (more: Fields = {}): Promise<StripeObject> =>
  rig.write('prices', { product, currency: 'usd', unit_amount: 1000, ...more });
const refusal = async (form: Fields, path = 'prices'): Promise<unknown[]> => {
  const { status, error } = await rig.call(path, form);
  return [status, error?.param, error?.message];
};

describe('a product', () => {
  it('keeps the id it is given, once, and is archived', async () => {
    const again = await rig.call('products', { id: product, name: 'Event' });
    expect([again.status, again.error?.code]).toEqual([400, 'resource_already_exists']);
    expect(await rig.write(`products/${product}`, { active: false })).toMatchObject({ id: product, active: false });
  });

  it('has a default price that belongs to it and is for sale', async () => {
    const other = await rig.write('products', { name: 'Other' });
    const { id } = await price();
    const choose = (of: string, default_price: string) => refusal({ default_price }, `products/${of}`);
    expect((await choose(other.id, id)).slice(0, 2)).toEqual([400, 'default_price']);
    expect((await choose(product, 'price_none')).slice(0, 2)).toEqual([400, 'default_price']);
    expect(await rig.write(`products/${product}`, { default_price: id })).toMatchObject({ default_price: id });
    expect(await refusal({ active: false }, `prices/${id}`)).toEqual([
      400,
      undefined,
      'This price cannot be archived because it is the default price of its product.',
    ]);
    const { id: next } = await price();
    await rig.write(`products/${product}`, { default_price: next });
    expect(await rig.write(`prices/${id}`, { active: false })).toMatchObject({ active: false });
    expect((await choose(product, id)).slice(0, 2)).toEqual([400, 'default_price']);
  });

  it('is deleted only while it has no price; prices never are', async () => {
    const { id } = await rig.write('products', { name: 'Other' });
    const remove = async (path: string) => (await rig.call(path, undefined, undefined, 'DELETE')).status;
    const { id: kept } = await price();
    expect([await remove(`products/${id}`), await remove(`products/${product}`)]).toEqual([200, 400]);
    expect(await remove(`prices/${kept}`)).toBe(404);
  });
});

describe('the lookup key of a price', () => {
  it.each([{}, { active: false }])('is held by one price, %j too', async (change) => {
    const holder = await price({ lookup_key: 'hub_t1' });
    await rig.write(`prices/${holder.id}`, { nickname: 'x', ...change });
    const form = { product, currency: 'usd', unit_amount: 1200, lookup_key: 'hub_t1' };
    const message = `A price (\`${holder.id}\`) already uses that lookup key.`;
    expect(await refusal(form)).toEqual([400, 'lookup_key', message]);
    const next = await rig.write('prices', { ...form, transfer_lookup_key: true });
    expect(next).toMatchObject({ lookup_key: 'hub_t1', unit_amount: 1200 });
    expect((await rig.call(`prices/${holder.id}`)).body).toMatchObject({ lookup_key: null, unit_amount: 1000 });
    expect((await rig.list('prices?lookup_keys[]=hub_t1')).map(({ id }) => id)).toEqual([next.id]);
    const [, moved] = await rig.list('events');
    expect(moved).toMatchObject({ type: 'price.updated', data: { previous_attributes: { lookup_key: 'hub_t1' } } });
  });

  it('moves by an update, and belongs to no other price after', async () => {
    const holder = await price({ lookup_key: 'a' });
    const other = await price();
    expect((await refusal({ lookup_key: 'a' }, `prices/${other.id}`))[1]).toBe('lookup_key');
    await rig.write(`prices/${other.id}`, { lookup_key: 'a', transfer_lookup_key: true });
    await rig.write(`prices/${other.id}`, { lookup_key: 'a' });
    expect((await rig.call(`prices/${holder.id}`)).body.lookup_key).toBeNull();
  });

  it('of an archived price is free where the account is set so', async () => {
    const holder = await price({ lookup_key: 'a' });
    await rig.write(`prices/${holder.id}`, { active: false });
    await rig.set({ lookupKeysOf: 'active' });
    await price({ lookup_key: 'a' });
    expect(await rig.list('prices?lookup_keys[]=a')).toHaveLength(2);
    expect(await rig.list('prices?lookup_keys[]=a&active=true')).toHaveLength(1);
  });

  it('of an original price is held, too', async () => {
    const grown = new AccountRig({ counts: { products: 3, prices: 20 } });
    const [holder] = (await grown.list('prices?limit=100')).filter(({ lookup_key: key }) => key !== null);
    const form = { product: holder!.product, currency: 'usd', unit_amount: 1, lookup_key: holder!.lookup_key };
    expect((await grown.call('prices', form)).error?.param).toBe('lookup_key');
    grown.close();
  });

  it('is asked for ten at a time', async () => {
    const keys = (count: number) => Array.from({ length: count }, (_, at) => `lookup_keys[]=k${at}`).join('&');
    expect((await rig.call(`prices?${keys(10)}`)).status).toBe(200);
    expect((await rig.call(`prices?${keys(11)}`)).error?.param).toBe('lookup_keys');
  });
});

describe('the amount of a price', () => {
  it.each([
    ['usd', { unit_amount: 0 }, { unit_amount: 0, unit_amount_decimal: '0' }],
    ['usd', { unit_amount: 99_999_999 }, { unit_amount: 99_999_999, unit_amount_decimal: '99999999' }],
    ['USD', { unit_amount_decimal: '0.25' }, { currency: 'usd', unit_amount: null, unit_amount_decimal: '0.25' }],
    ['jpy', { unit_amount: 501 }, { unit_amount: 501 }],
    ['kwd', { unit_amount: 5010 }, { unit_amount: 5010 }],
    ['isk', { unit_amount: 500 }, { unit_amount: 500 }],
    ['mga', { unit_amount: 5001 }, { unit_amount: 5001 }],
  ])('in %s is taken: %j', async (currency, amount, shown) => {
    const form = { product, currency, ...amount };
    expect(await rig.write('prices', form)).toMatchObject({ billing_scheme: 'per_unit', tiers_mode: null, ...shown });
  });

  it.each([
    ['usd', { unit_amount: 100_000_000 }, 'amount_too_large'],
    ['usd', { unit_amount: Number.MAX_SAFE_INTEGER }, 'amount_too_large'],
    ['usd', { unit_amount: 12.5 }, 'parameter_invalid_integer'],
    ['usd', { unit_amount: -1 }, 'parameter_invalid_integer'],
    ['usd', {}, undefined],
    ['usd', { unit_amount: 5, unit_amount_decimal: '5' }, undefined],
    ['kwd', { unit_amount: 5011 }, undefined],
    ['ugx', { unit_amount: 550 }, undefined],
    ['zzz', { unit_amount: 500 }, undefined],
  ])('in %s is refused: %j', async (currency, amount, code) => {
    const { status, error } = await rig.call('prices', { product, currency, ...amount });
    expect([status, error?.code]).toEqual([400, code]);
  });

  it('never changes, whatever the account is set to', async () => {
    await rig.set({ mostUnitAmount: null, thousandthsAreTens: false });
    const { id, unit_amount: amount } = await price({ currency: 'kwd', unit_amount: 123_456_789 });
    expect(amount).toBe(123_456_789);
    for (const change of [{ unit_amount: 1 }, { currency: 'eur' }, { product: 'x' }, { unit_amount_decimal: '1' }]) {
      expect((await rig.call(`prices/${id}`, change)).error?.code).toBe('parameter_unknown');
    }
    await expect(rig.set({ mostAmount: 1 })).rejects.toThrow('no setting mostAmount');
  });

  it('belongs to a product, a new one if that is described', async () => {
    const form = { currency: 'usd', unit_amount: 5 };
    expect((await refusal(form))[2]).toMatch(/either `product` or `product_data`/);
    expect((await refusal({ ...form, product: 'prod_none' }))[1]).toBe('product');
    expect((await refusal({ ...form, product, 'product_data[name]': 'x' }))[1]).toBe('product');
    const { product: made } = await rig.write('prices', { ...form, 'product_data[name]': 'Inline' });
    expect((await rig.call(`products/${String(made)}`)).body.name).toBe('Inline');
  });
});
