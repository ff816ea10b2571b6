import { normaliseStripe } from './stripe.shapes.js';
import { STRIPE_STREAMS } from '../streams/stripe.streams.js';

const CREATED = { created: 1_767_225_600 };
const AT = '2026-01-01T00:00:00.000Z';

describe('the shared shapes', () => {
  it.each(STRIPE_STREAMS.map(({ name }) => name))('of %s stand whatever is missing', (name) => {
    const hostile = { customer: 1, currency: 2, created: 'x', metadata: [], items: { data: [null] }, parent: 'p' };
    for (const raw of [{}, hostile, { created: NaN, total_taxes: [null], recurring: 7, promotion: null }]) {
      const shaped = normaliseStripe(name, raw);
      expect(Object.keys(shaped).length).toBeGreaterThan(3);
      expect(Object.values(shaped)).not.toContain(undefined);
      expect(JSON.parse(JSON.stringify(shaped))).toEqual(shaped);
    }
  });

  it('are empty for a type that is not kept', () => {
    expect(normaliseStripe('gift_cards', CREATED)).toEqual({});
  });

  it('of a customer', () => {
    const address = { line1: '1 Main St', city: 'Austin', state: 'TX', postal_code: '78701', country: 'US' };
    expect(
      normaliseStripe('customers', { ...CREATED, name: 'Zoë', currency: 'usd', address, metadata: { a: 'b' } }),
    ).toEqual({
      name: 'Zoë',
      email: null,
      phone: null,
      address: { line1: '1 Main St', line2: null, city: 'Austin', region: 'TX', postalCode: '78701', country: 'US' },
      currency: 'USD',
      metadata: { a: 'b' },
      createdAt: AT,
    });
  });

  it('of an invoice, today and before 2025', () => {
    const raw = { ...CREATED, currency: 'eur', total: 119, subtotal: 100, customer: { id: 'cus_1' }, amount_paid: 19 };
    const today = {
      parent: { subscription_details: { subscription: 'sub_1' } },
      total_taxes: [{ amount: 12 }, { amount: 7 }],
    };
    const shaped = {
      amountMinor: 119,
      currency: 'EUR',
      customerId: 'cus_1',
      subscriptionId: 'sub_1',
      taxMinor: 19,
      amountPaidMinor: 19,
    };
    expect(normaliseStripe('invoices', { ...raw, ...today })).toMatchObject(shaped);
    expect(normaliseStripe('invoices', { ...raw, subscription: 'sub_1', tax: 19 })).toMatchObject(shaped);
  });

  it('of a promotion code, whose coupon may be an id or itself', () => {
    const coupon = { id: 'co_1', percent_off: 12.5, name: 'Spring' };
    expect(normaliseStripe('promotion_codes', { code: 'X', active: true, promotion: { coupon } })).toMatchObject({
      code: 'X',
      couponId: 'co_1',
      percentOff: 12.5,
      name: 'Spring',
      active: true,
    });
    expect(normaliseStripe('promotion_codes', { promotion: { coupon: 'co_1' } })).toMatchObject({
      couponId: 'co_1',
      percentOff: null,
    });
  });

  it('of a subscription with its items', () => {
    const items = { data: [{ id: 'si_1', price: { id: 'price_1', product: 'prod_1' }, quantity: 2 }] };
    expect(
      normaliseStripe('subscriptions', { ...CREATED, status: 'active', start_date: CREATED.created, items }),
    ).toMatchObject({
      status: 'active',
      startedAt: AT,
      items: [{ id: 'si_1', priceId: 'price_1', productId: 'prod_1', quantity: 2 }],
    });
  });

  it.each([
    ['usd', 1050, 1050],
    ['jpy', 500, 500],
    ['kwd', 1500, 1500],
    ['isk', 50_000, 500],
    ['UGX', 50_000, 500],
  ])('take amounts in %s as minor units', (currency, amount, minor) => {
    expect(normaliseStripe('charges', { currency, amount, amount_refunded: amount })).toMatchObject({
      amountMinor: minor,
      amountRefundedMinor: minor,
      currency: currency.toUpperCase(),
    });
  });
});
