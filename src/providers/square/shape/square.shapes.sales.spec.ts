import { normaliseSquare } from './square.shapes.js';
import { CREATED, ISO, usd } from '../testing/square.objects.js';

describe('the shape of', () => {
  it('a payment', () => {
    const raw = {
      id: 'p1',
      status: 'COMPLETED',
      amount_money: usd(1_000),
      tip_money: usd(200),
      total_money: usd(1_200),
      app_fee_money: usd(50),
      processing_fee: [
        { type: 'INITIAL', amount_money: usd(40) },
        { type: 'ADJUSTMENT', amount_money: usd(-5) },
      ],
      customer_id: 'c1',
      order_id: 'o1',
      location_id: 'L1',
      source_type: 'CARD',
      card_details: { card: { card_brand: 'AMERICAN_EXPRESS', last_4: '0005' } },
      created_at: CREATED,
    };
    expect(normaliseSquare('payments', raw)).toEqual({
      amountMinor: 1_200,
      currency: 'USD',
      customerId: 'c1',
      invoiceId: null,
      status: 'COMPLETED',
      amountReceivedMinor: 1_200,
      tipMinor: 200,
      processingFeeMinor: 35,
      applicationFeeMinor: 50,
      netMinor: 1_115,
      method: 'card',
      brand: 'amex',
      last4: '0005',
      orderId: 'o1',
      locationId: 'L1',
      appliedTo: [],
      date: null,
      description: null,
      latestChargeId: null,
      metadata: { location_id: 'L1', order_id: 'o1', source_type: 'CARD' },
      createdAt: ISO,
    });
    const { processing_fee: _, ...young } = raw;
    expect(normaliseSquare('payments', young)).toMatchObject({ processingFeeMinor: null, netMinor: null });
    expect(normaliseSquare('payments', { ...young, status: 'FAILED' })).toMatchObject({
      amountReceivedMinor: 0,
      netMinor: null,
    });
  });

  const cash = { source_type: 'CASH', cash_details: { buyer_supplied_money: usd(2_000), change_back_money: usd(800) } };
  it.each([
    [cash, 'cash', null, null],
    [{ source_type: 'WALLET', wallet_details: { brand: 'CASH_APP' } }, 'wallet', 'cash_app', null],
    [
      { source_type: 'BUY_NOW_PAY_LATER', buy_now_pay_later_details: { brand: 'AFTERPAY' } },
      'buy_now_pay_later',
      'afterpay',
      null,
    ],
    [
      {
        source_type: 'BANK_ACCOUNT',
        bank_account_details: { ach_details: { account_number_suffix: '1234' }, bank_name: 'B' },
      },
      'bank_account',
      null,
      '1234',
    ],
    [{ source_type: 'EXTERNAL', external_details: { type: 'CHECK', source: 'x' } }, 'check', null, null],
    [{ source_type: 'EXTERNAL', external_details: { type: 'FOOD_DELIVERY', source: 'x' } }, 'other', null, null],
    [
      { source_type: 'CARD', card_details: { card: { card_brand: 'SQUARE_GIFT_CARD', last_4: '0042' } } },
      'gift_card',
      'square_gift_card',
      '0042',
    ],
    [{}, null, null, null],
  ])('a payment by %j', (source, method, brand, last4) => {
    const raw = { ...source, status: 'COMPLETED', amount_money: usd(1_200), total_money: usd(1_200) };
    const shape = normaliseSquare('payments', raw);
    expect(shape).toMatchObject({ amountMinor: 1_200, amountReceivedMinor: 1_200, method, brand, last4 });
    // What does not pass through Square costs nothing there; of everything else the fee is not known yet.
    const isFree = ['cash', 'check', 'other'].includes(method ?? '');
    expect(shape).toMatchObject({ processingFeeMinor: isFree ? 0 : null, netMinor: isFree ? 1_200 : null });
  });

  it('a refund, with the fee that came back', () => {
    const raw = {
      id: 'p1_r1',
      status: 'COMPLETED',
      amount_money: usd(500),
      payment_id: 'p1',
      order_id: 'o2',
      location_id: 'L1',
      processing_fee: [{ type: 'INITIAL', amount_money: usd(-15) }],
      reason: 'Rain',
      created_at: CREATED,
    };
    expect(normaliseSquare('refunds', raw)).toEqual({
      amountMinor: 500,
      currency: 'USD',
      paymentId: 'p1',
      chargeId: null,
      status: 'COMPLETED',
      reason: 'Rain',
      failureReason: null,
      ledgerEntryId: null,
      orderId: 'o2',
      locationId: 'L1',
      feeRefundedMinor: 15,
      metadata: {},
      date: null,
      createdAt: ISO,
    });
  });

  it.each([undefined, null, ''])('a refund without a payment (%j)', (payment) => {
    const raw = { id: 'r', unlinked: true, destination_type: 'CASH', payment_id: payment, amount_money: usd(500) };
    expect(normaliseSquare('refunds', raw)).toMatchObject({
      paymentId: null,
      amountMinor: 500,
      feeRefundedMinor: null,
      metadata: { unlinked: 'true', destination_type: 'CASH' },
    });
  });

  it('an order, with quantities that are text', () => {
    const line = {
      uid: 'l1',
      catalog_object_id: 'v1',
      name: 'Ticket',
      quantity: '1.5',
      base_price_money: usd(190),
      total_tax_money: usd(24),
      total_discount_money: usd(9),
      total_money: usd(300),
      metadata: { seat: 'A1' },
    };
    const raw = {
      state: 'OPEN',
      location_id: 'L1',
      total_money: usd(324),
      total_tax_money: usd(24),
      total_discount_money: usd(9),
      total_tip_money: usd(30),
      total_service_charge_money: usd(12),
      reference_id: 'ours',
      metadata: { event: 'e1' },
      line_items: [line],
      tenders: [
        { id: 't1', payment_id: 'p1', type: 'CARD', amount_money: usd(200), tip_money: usd(30) },
        { id: 't2', type: 'SQUARE_GIFT_CARD', amount_money: usd(124) },
      ],
      returns: [
        {
          source_order_id: 'o0',
          return_line_items: [{ ...line, uid: 'l9' }],
          return_amounts: { total_money: usd(310) },
        },
        {
          source_order_id: 'o0',
          return_line_items: [line],
          return_tips: [{ applied_money: usd(5) }],
          rounding_adjustment: { amount_money: usd(-1) },
        },
      ],
      closed_at: CREATED,
    };
    expect(normaliseSquare('orders', raw)).toMatchObject({
      status: 'OPEN',
      locationId: 'L1',
      totalMinor: 324,
      taxMinor: 24,
      currency: 'USD',
      discountMinor: 9,
      tipMinor: 30,
      serviceChargeMinor: 12,
      metadata: { reference_id: 'ours', event: 'e1' },
      lines: [
        {
          id: 'l1',
          productId: 'v1',
          priceId: null,
          description: 'Ticket',
          quantity: 1.5,
          unitAmountMinor: 190,
          taxMinor: 24,
          discountMinor: 9,
          totalMinor: 300,
          metadata: { seat: 'A1' },
        },
      ],
      tenders: [
        { id: 't1', paymentId: 'p1', amountMinor: 200, tipMinor: 30, method: 'card', brand: null, last4: null },
        { id: 't2', paymentId: null, amountMinor: 124, tipMinor: null, method: 'gift_card', brand: null, last4: null },
      ],
      returns: [
        { sourceOrderId: 'o0', totalMinor: 310, lines: [{ id: 'l9', totalMinor: 300 }] },
        { sourceOrderId: 'o0', totalMinor: 304 },
      ],
      closedAt: ISO,
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
      dueAt: '2026-02-01',
    });
  });

  it.each([
    [1_002, 1_000, -2, 0],
    [1_003, 1_005, 2, 0],
    [1_002, 0, undefined, 1_002],
    [1_000, 1_000, undefined, 0],
    [1_000, 1_200, undefined, 0],
  ])('what is left of %d, of which %d was paid and %s rounded', (requested, completed, rounding, due) => {
    const part = {
      computed_amount_money: usd(requested),
      total_completed_amount_money: usd(completed),
      ...(rounding && { rounding_adjustment_included_money: usd(rounding) }),
    };
    const open = { computed_amount_money: usd(70), total_completed_amount_money: usd(20) };
    expect(normaliseSquare('invoices', { payment_requests: [part] })).toMatchObject({ amountDueMinor: due });
    expect(normaliseSquare('invoices', { payment_requests: [part, open] })).toMatchObject({ amountDueMinor: due + 50 });
  });

  it.each([
    [{ sale_or_service_date: '2026-04-01' }, '2026-04-01'],
    [{ scheduled_at: '2026-01-02T03:00:00Z', timezone: 'America/Toronto' }, '2026-01-01'],
    [{ timezone: 'Pacific/Auckland' }, '2026-01-01'],
    [{ timezone: 'Nowhere/Land' }, '2026-01-01'],
    [{ created_at: null }, null],
  ])('the date of an invoice: %j', (more, date) => {
    expect(normaliseSquare('invoices', { created_at: CREATED, ...more })).toMatchObject({ date });
  });
});
