import { normaliseQuickBooks } from './quickbooks.shapes.js';
import { base, createdAt, USD } from '../testing/quickbooks.objects.js';

describe('normalising', () => {
  it('an invoice, to the cent', () => {
    const raw = {
      ...base,
      CurrencyRef: USD,
      DocNumber: '1037',
      CustomerRef: { value: '24', name: 'Zoë' },
      TotalAmt: 362.07,
      Balance: 100.1,
      TxnTaxDetail: { TotalTax: 26.82 },
      TxnDate: '2026-05-05',
      DueDate: '2026-06-04',
      Line: [
        {
          Id: '1',
          Amount: 335.25,
          DetailType: 'SalesItemLineDetail',
          SalesItemLineDetail: { ItemRef: { value: '5', name: 'Ticket (deleted)' }, Qty: 3, UnitPrice: 111.75 },
        },
        { Amount: 335.25, DetailType: 'SubTotalLineDetail', SubTotalLineDetail: {} },
      ],
    };
    expect(normaliseQuickBooks('invoices', raw)).toEqual({
      amountMinor: 36_207,
      currency: 'USD',
      customerId: '24',
      subscriptionId: null,
      number: '1037',
      status: 'open',
      subtotalMinor: 33_525,
      taxMinor: 2_682,
      amountPaidMinor: 26_197,
      amountDueMinor: 10_010,
      lines: [
        {
          id: '1',
          productId: '5',
          priceId: null,
          description: 'Ticket',
          quantity: 3,
          unitAmountMinor: 11_175,
          taxMinor: null,
          discountMinor: null,
          totalMinor: 33_525,
          metadata: {},
        },
      ],
      date: '2026-05-05',
      dueAt: '2026-06-04',
      createdAt,
    });
    expect(normaliseQuickBooks('invoices', { ...raw, Balance: 0 })).toMatchObject({ status: 'paid' });
    const voided = { ...raw, TotalAmt: 0, Balance: 0, PrivateNote: 'Voided' };
    expect(normaliseQuickBooks('invoices', voided)).toMatchObject({ status: 'void' });
  });

  it('a payment and a deposit, by what they are linked to', () => {
    const Line = [
      { Amount: 10, LinkedTxn: [{ TxnId: '130', TxnType: 'Invoice' }] },
      { Amount: 5, LinkedTxn: [{ TxnId: '77', TxnType: 'Payment' }] },
    ];
    expect(normaliseQuickBooks('payments', { TotalAmt: 10, Line })).toMatchObject({
      invoiceId: '130',
      status: 'succeeded',
    });
    expect(normaliseQuickBooks('deposits', { TotalAmt: 15, Line })).toMatchObject({ paymentIds: ['77'] });
  });

  it('lines of every kind, which add up to the whole before tax', () => {
    const item = (Amount: number, more: Record<string, unknown> = {}) => ({
      Amount,
      DetailType: 'SalesItemLineDetail',
      SalesItemLineDetail: { ItemRef: { value: '5' }, ...more },
    });
    const Line = [
      item(20, { Qty: 2.5, UnitPrice: 8 }),
      item(0.01, { Qty: 3, UnitPrice: 0.0025 }),
      {
        DetailType: 'GroupLineDetail',
        Amount: 0,
        GroupLineDetail: { GroupItemRef: { value: '9' }, Line: [item(3), item(4)] },
      },
      { DetailType: 'DescriptionOnly', Description: 'Thank you' },
      item(5, { ItemRef: { value: 'SHIPPING_ITEM_ID' } }),
      { DetailType: 'DiscountLineDetail', Amount: 2, DiscountLineDetail: { PercentBased: false } },
      { DetailType: 'SubTotalLineDetail', Amount: 27.01 },
    ];
    const { lines } = normaliseQuickBooks('sales_receipts', { Line }) as { lines: Record<string, unknown>[] };
    expect(lines.map(({ totalMinor }) => totalMinor)).toEqual([2_000, 1, 300, 400, 500, -200]);
    expect(lines[0]).toMatchObject({ quantity: 2.5, unitAmountMinor: 800 });
    expect(lines[1]).toMatchObject({ unitAmountMinor: null });
    expect(lines[4]).toMatchObject({ productId: null, description: 'Shipping' });
  });

  it.each<[Record<string, unknown>, Record<string, unknown>]>([
    [{}, { method: null, brand: null, last4: null }],
    [{ PaymentMethodRef: { value: '3', name: 'Visa' } }, { method: 'card', brand: 'visa' }],
    [{ PaymentMethodRef: { value: '1', name: 'Cash' } }, { method: 'cash', brand: null }],
    [{ PaymentMethodRef: { value: '2', name: 'Cheque' } }, { method: 'check' }],
    [{ PaymentMethodRef: { value: '7', name: 'Gift Card' } }, { method: 'gift_card', brand: null }],
    [{ PaymentMethodRef: { value: '8', name: 'Barter' } }, { method: 'other' }],
    [{ PaymentMethodRef: { value: '8' } }, { method: null }],
    [{ PaymentType: 'Check' }, { method: 'check' }],
    [
      { CreditCardPayment: { CreditChargeInfo: { Type: 'MasterCard', Number: 'xxxxxxxxxxxx4444' } } },
      { method: 'card', brand: 'mastercard', last4: '4444' },
    ],
  ])('how %j was paid', (raw, expected) => {
    expect(normaliseQuickBooks('payments', raw)).toMatchObject(expected);
  });

  it('a payment by all that it settles', () => {
    const Line = [
      { Amount: 10, LinkedTxn: [{ TxnId: '130', TxnType: 'Invoice' }] },
      {
        Amount: 5,
        LinkedTxn: [
          { TxnId: '77', TxnType: 'CreditMemo' },
          { TxnId: '78', TxnType: 'VendorCredit' },
        ],
      },
    ];
    const raw = { TotalAmt: 15, TxnDate: '2026-07-14', DepartmentRef: { value: '4' }, Line };
    expect(normaliseQuickBooks('payments', raw)).toMatchObject({
      appliedTo: [
        { type: 'invoices', id: '130', amountMinor: 1_000 },
        { type: 'credit_memos', id: '77', amountMinor: null },
        { type: null, id: '78', amountMinor: null },
      ],
      date: '2026-07-14',
      locationId: '4',
    });
  });

  it('what is settled, and what is not yet', () => {
    expect(normaliseQuickBooks('credit_memos', { TotalAmt: 5, RemainingCredit: 0 })).toMatchObject({
      status: 'applied',
    });
    expect(normaliseQuickBooks('credit_memos', { TotalAmt: 5, RemainingCredit: 2 })).toMatchObject({ status: 'open' });
    const bill = { TotalAmt: 5, Balance: 2, VendorRef: { value: '3' } };
    expect(normaliseQuickBooks('bills', bill)).toMatchObject({ amountDueMinor: 200, vendorId: '3' });
    expect(normaliseQuickBooks('estimates', { TxnStatus: 'Pending' })).toMatchObject({ status: 'pending' });
  });
});
