import { normaliseSquare } from './square.shapes.js';
import { SQUARE_STREAMS } from '../streams/square.streams.js';
import { CREATED, ISO, usd } from '../testing/square.objects.js';

describe('the shape of', () => {
  it('a payout and its entries', () => {
    const gbp = (amount: number) => ({ amount, currency: 'GBP' });
    const destination = { type: 'BANK_ACCOUNT', id: 'bact:1' };
    const payout_fee = [{ type: 'TRANSFER_FEE', amount_money: gbp(2) }];
    expect(
      normaliseSquare('payouts', {
        status: 'PAID',
        amount_money: gbp(9),
        arrival_date: '2026-01-02',
        destination,
        payout_fee,
      }),
    ).toMatchObject({
      amountMinor: 9,
      currency: 'GBP',
      arrivalAt: '2026-01-02',
      destinationId: 'bact:1',
      feeMinor: 2,
    });
    const entry = {
      id: 'poe_1',
      payout_id: 'po_1',
      type: 'REFUND',
      gross_amount_money: gbp(-100),
      fee_amount_money: gbp(-3),
      net_amount_money: gbp(-97),
      type_refund_details: { payment_id: 'p1', refund_id: 'r1' },
      effective_at: CREATED,
    };
    expect(normaliseSquare('payout_entries', entry)).toMatchObject({
      amountMinor: -100,
      feeMinor: -3,
      netMinor: -97,
      payoutId: 'po_1',
      paymentId: 'p1',
      refundId: 'r1',
      createdAt: ISO,
    });
    const charge = { ...entry, type: 'CHARGE', type_charge_details: { payment_id: 'p2' } };
    expect(normaliseSquare('payout_entries', charge)).toMatchObject({ paymentId: 'p2', refundId: null });
  });

  it('a bank account', () => {
    const raw = {
      id: 'bact:1',
      account_number_suffix: '971',
      country: 'US',
      currency: 'USD',
      holder_name: 'Jane Doe',
      bank_name: 'Citizens',
      status: 'VERIFIED',
      debitable: false,
      location_id: 'L1',
    };
    expect(normaliseSquare('bank_accounts', raw)).toEqual({
      name: 'Jane Doe',
      bank: 'Citizens',
      last4: '971',
      status: 'VERIFIED',
      country: 'US',
      currency: 'USD',
      locationId: 'L1',
      debitable: false,
      createdAt: null,
    });
  });

  it.each([
    ['ACTIVATE', 'activate', 1_000, { order_id: 'o1' }],
    ['REDEEM', 'redeem', -1_000, { payment_id: 'p1' }],
    ['TRANSFER_BALANCE_FROM', 'transfer_balance_from', -1_000, {}],
    ['UNLINKED_ACTIVITY_REFUND', 'unlinked_activity_refund', 1_000, {}],
  ])('a change of a gift card by %s', (type, name, amountMinor, more) => {
    const raw = {
      id: 'gcact_1',
      type,
      gift_card_id: 'gftc:1',
      gift_card_gan: '7783320010000042',
      gift_card_balance_money: usd(2_500),
      location_id: 'L1',
      created_at: CREATED,
      [`${name}_activity_details`]: { amount_money: usd(1_000), ...more },
    };
    const shape = normaliseSquare('gift_card_activities', raw);
    expect(shape).toEqual({
      amountMinor,
      currency: 'USD',
      giftCardId: 'gftc:1',
      kind: type,
      balanceMinor: 2_500,
      orderId: null,
      paymentId: null,
      locationId: 'L1',
      createdAt: ISO,
      ...('order_id' in more && { orderId: 'o1' }),
      ...('payment_id' in more && { paymentId: 'p1' }),
    });
  });

  it('a customer who wants no e-mail, and one who has not said', () => {
    const shape = (preferences?: object) => normaliseSquare('customers', { id: 'c', preferences });
    expect(shape({ email_unsubscribed: true })).toMatchObject({ unsubscribed: true, active: true });
    expect(shape({ email_unsubscribed: false })).toMatchObject({ unsubscribed: false });
    expect(shape()).toMatchObject({ unsubscribed: null });
  });

  it('a customer, by the best name there is', () => {
    const raw = {
      given_name: 'Zoë',
      family_name: 'Müller',
      address: { address_line_1: 'A', locality: 'B', country: 'DE' },
    };
    expect(normaliseSquare('customers', raw)).toMatchObject({
      name: 'Zoë Müller',
      address: { line1: 'A', line2: null, city: 'B', region: null, postalCode: null, country: 'DE' },
    });
    expect(normaliseSquare('customers', { company_name: 'Ltd' })).toMatchObject({ name: 'Ltd', address: null });
  });

  it('a gift card, without the number that is as good as cash', () => {
    const shape = normaliseSquare('gift_cards', {
      gan: '7783320010000042',
      balance_money: usd(500),
      customer_ids: ['c1', 7],
    });
    expect(shape).toMatchObject({ lastDigits: '0042', amountMinor: 500, customerIds: ['c1'] });
    expect(JSON.stringify(shape)).not.toContain('778332');
  });

  it.each(SQUARE_STREAMS.map(({ name }) => name))('%s is complete, whatever is missing or of another kind', (name) => {
    const empty = normaliseSquare(name, {});
    const wild = normaliseSquare(
      name,
      Object.fromEntries(
        'id status state type amount_money total_money line_items payment_requests address gan balance quantity'
          .split(' ')
          .map((field) => [field, [7, null, {}]]),
      ),
    );
    expect(Object.keys(empty).length).toBeGreaterThan(4);
    expect(Object.keys(wild)).toEqual(Object.keys(empty));
    expect(Object.values(empty)).not.toContain(undefined);
  });

  it('nothing that is not kept', () => {
    expect(normaliseSquare('shifts', { id: 's' })).toEqual({});
  });
});
