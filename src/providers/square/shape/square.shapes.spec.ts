import { normaliseSquare } from './square.shapes.js';
import { SQUARE_STREAMS } from '../streams/square.streams.js';

const usd = (amount: number) => ({ amount, currency: 'USD' });
const CREATED = '2026-01-01T00:00:00Z';
const ISO = '2026-01-01T00:00:00.000Z';

describe('the shape of', () => {
  it('a payment', () => {
    const raw = {
      id: 'p1',
      status: 'COMPLETED',
      amount_money: usd(1_000),
      tip_money: usd(200),
      total_money: usd(1_200),
      customer_id: 'c1',
      order_id: 'o1',
      source_type: 'CARD',
      created_at: CREATED,
    };
    expect(normaliseSquare('payments', raw)).toEqual({
      amountMinor: 1_200,
      currency: 'USD',
      customerId: 'c1',
      invoiceId: null,
      status: 'COMPLETED',
      amountReceivedMinor: 1_200,
      description: null,
      latestChargeId: null,
      metadata: { order_id: 'o1', source_type: 'CARD' },
      createdAt: ISO,
    });
    expect(normaliseSquare('payments', { ...raw, status: 'FAILED' })).toMatchObject({ amountReceivedMinor: 0 });
  });

  it('an order, with quantities that are text', () => {
    const line = { catalog_object_id: 'v1', name: 'Ticket', quantity: '1.5', total_money: usd(300) };
    const raw = {
      state: 'OPEN',
      location_id: 'L1',
      total_money: usd(324),
      total_tax_money: usd(24),
      line_items: [line],
    };
    expect(normaliseSquare('orders', raw)).toMatchObject({
      status: 'OPEN',
      locationId: 'L1',
      totalMinor: 324,
      taxMinor: 24,
      currency: 'USD',
      lines: [{ productId: 'v1', description: 'Ticket', quantity: 1.5, totalMinor: 300 }],
    });
  });

  it('an invoice, paid in parts', () => {
    const part = (due: string, total: number, paid: number) => ({
      due_date: due,
      computed_amount_money: usd(total),
      total_completed_amount_money: usd(paid),
    });
    const raw = {
      invoice_number: '7',
      status: 'PARTIALLY_PAID',
      primary_recipient: { customer_id: 'c1' },
      payment_requests: [part('2026-03-01', 800, 0), part('2026-02-01', 200, 200)],
    };
    expect(normaliseSquare('invoices', raw)).toMatchObject({
      amountMinor: 1_000,
      amountPaidMinor: 200,
      amountDueMinor: 800,
      currency: 'USD',
      customerId: 'c1',
      dueAt: '2026-02-01T00:00:00.000Z',
    });
  });

  it.each([
    ['ITEM', 'product', { name: 'Mug', categories: [{ id: 'cat' }], variations: [{ id: 'v1' }] }, 'cat', 'v1'],
    ['ITEM_VARIATION', 'variation', { name: 'Blue', item_id: 'i1', price_money: usd(500) }, 'i1', null],
    ['CATEGORY', 'category', { name: 'Mugs', parent_category: { id: 'top' } }, 'top', null],
    ['TAX', 'tax', { name: 'VAT', percentage: '20' }, null, null],
    ['DISCOUNT', 'discount', { name: 'Off', amount_money: usd(100) }, null, null],
    ['MODIFIER_LIST', 'option_list', { name: 'Wrap' }, null, null],
  ])('a catalogue object of type %s', (type, kind, data, parentId, defaultPriceId) => {
    const raw = { type, id: 'x', [`${type.toLowerCase()}_data`]: data };
    const shape = normaliseSquare('products', raw);
    expect(shape).toMatchObject({ kind, name: data.name, parentId, defaultPriceId, active: true });
    const price = data as { price_money?: unknown; amount_money?: unknown };
    expect(shape.amountMinor).toBe(price.price_money ? 500 : price.amount_money ? 100 : null);
  });

  it('what is no longer sold', () => {
    expect(normaliseSquare('products', { type: 'ITEM', is_deleted: true })).toMatchObject({ active: false });
    expect(normaliseSquare('products', { type: 'ITEM', item_data: { is_archived: true } })).toMatchObject({
      active: false,
    });
    expect(normaliseSquare('products', { type: 'TAX', tax_data: { enabled: false } })).toMatchObject({ active: false });
  });

  it('a payout and its entries, whose money names its currency in another way', () => {
    const gbp = (amount: number) => ({ amount, currency_code: 'GBP' });
    expect(
      normaliseSquare('payouts', { status: 'PAID', amount_money: gbp(9), arrival_date: '2026-01-02' }),
    ).toMatchObject({
      amountMinor: 9,
      currency: 'GBP',
      arrivalAt: '2026-01-02T00:00:00.000Z',
    });
    const entry = {
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
      sourceId: 'r1',
      createdAt: ISO,
    });
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
