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
      active: true,
      unsubscribed: null,
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
    // Zero-decimal at Stripe, with two decimals in ISO 4217.
    ['mga', 50_000, 5_000_000],
  ])('take amounts in %s as minor units', (currency, amount, minor) => {
    expect(normaliseStripe('charges', { currency, amount, amount_refunded: amount })).toMatchObject({
      amountMinor: minor,
      amountRefundedMinor: minor,
      currency: currency.toUpperCase(),
    });
  });

  it('of a coupon that has run out, though nothing says so', () => {
    const coupon = { ...CREATED, valid: true, redeem_by: 1_767_225_700, max_redemptions: 5, times_redeemed: 4 };
    const active = (raw: Record<string, unknown>, seconds: number) =>
      normaliseStripe('coupons', { ...coupon, ...raw }, new Date(seconds * 1000)).active;
    expect(active({}, 1_767_225_699)).toBe(true);
    expect(active({}, 1_767_225_700)).toBe(false);
    expect(active({ times_redeemed: 5 }, 0)).toBe(false);
    expect(active({ valid: false }, 0)).toBe(false);
    const code = { code: 'X', active: true, expires_at: 1_767_225_700 };
    const of = (raw: Record<string, unknown>, seconds: number) =>
      normaliseStripe('promotion_codes', raw, new Date(seconds * 1000));
    expect(of(code, 1_767_225_699)).toMatchObject({ active: true, endsAt: '2026-01-01T00:01:40.000Z' });
    expect(of(code, 1_767_225_700)).toMatchObject({ active: false });
    expect(of({ ...code, promotion: { coupon: { id: 'c', valid: false } } }, 0)).toMatchObject({ active: false });
  });

  it('of a charge tell what was taken apart from what was authorised', () => {
    const charge = { amount: 1_000, paid: true, status: 'succeeded', currency: 'usd' };
    const details = { type: 'card', card: { brand: 'visa', last4: '4242', wallet: { type: 'apple_pay' } } };
    expect(normaliseStripe('charges', { ...charge, amount_captured: 0, captured: false })).toMatchObject({
      amountMinor: 1_000,
      amountCapturedMinor: 0,
    });
    expect(
      normaliseStripe('charges', { ...charge, amount_captured: 600, payment_method_details: details }),
    ).toMatchObject({ amountCapturedMinor: 600, method: 'card', brand: 'visa', last4: '4242', wallet: 'apple_pay' });
  });

  it('of a paid invoice leave nothing to be paid', () => {
    const invoice = { total: 1_000, amount_due: 1_000, amount_paid: 1_000, amount_remaining: 0, currency: 'usd' };
    expect(normaliseStripe('invoices', invoice)).toMatchObject({ amountDueMinor: 0 });
  });

  it('of a payment with its charge tell what it cost', () => {
    const entry = {
      currency: 'usd',
      fee: 89,
      net: 911,
      fee_details: [
        { type: 'stripe_fee', amount: 59 },
        { type: 'application_fee', amount: 30 },
      ],
    };
    const charge = { id: 'ch_1', payment_method_details: { type: 'card', card: { brand: 'visa', last4: '4242' } } };
    const raw = {
      amount: 1_000,
      currency: 'usd',
      application_fee_amount: 30,
      amount_details: { tip: { amount: 100 } },
    };
    expect(
      normaliseStripe('payments', { ...raw, latest_charge: { ...charge, balance_transaction: entry } }),
    ).toMatchObject({
      processingFeeMinor: 59,
      applicationFeeMinor: 30,
      netMinor: 911,
      tipMinor: 100,
      method: 'card',
      brand: 'visa',
      last4: '4242',
      latestChargeId: 'ch_1',
    });
    expect(normaliseStripe('payments', { ...raw, payment_method_types: ['sepa_debit'] })).toMatchObject({
      method: 'bank_account',
      processingFeeMinor: null,
    });
  });

  it('of a payment name the invoice, from what invoice payments say', () => {
    const link = { id: 'inpay_1', invoice: 'in_1', amount_paid: 600, amount_requested: 1_000 };
    expect(
      normaliseStripe('payments', { currency: 'usd', amount: 1_000, _joined: { invoice_payments: [link] } }),
    ).toMatchObject({ invoiceId: 'in_1', appliedTo: [{ type: 'invoices', id: 'in_1', amountMinor: 600 }] });
  });

  it('take days as days', () => {
    const day = Date.parse('2026-08-01T00:00:00Z') / 1000;
    expect(normaliseStripe('payouts', { arrival_date: day })).toMatchObject({ arrivalAt: '2026-08-01' });
    expect(normaliseStripe('invoices', { due_date: day, effective_at: day })).toMatchObject({
      dueAt: '2026-08-01',
      date: '2026-08-01',
    });
  });

  it('of a price below the minor unit and of one by quantity', () => {
    expect(
      normaliseStripe('prices', {
        currency: 'usd',
        unit_amount: null,
        unit_amount_decimal: '0.25',
        tiers: [
          { up_to: 10, unit_amount: 500, flat_amount: null },
          { up_to: null, unit_amount: 400, flat_amount: 1_000 },
        ],
      }),
    ).toMatchObject({
      amountMinor: null,
      unitAmountDecimal: '0.25',
      tiers: [
        { upTo: 10, unitAmountMinor: 500, flatAmountMinor: null },
        { upTo: null, unitAmountMinor: 400, flatAmountMinor: 1_000 },
      ],
    });
  });
});
