import { ExactNumber } from '../../../common/exact-number.js';
import { normaliseQuickBooks } from './quickbooks.shapes.js';
import { QUICKBOOKS_STREAMS } from '../streams/quickbooks.streams.js';

const MetaData = { CreateTime: '2026-05-05T03:13:29-07:00', LastUpdatedTime: '2026-05-06T03:13:29-07:00' };
const USD = { value: 'USD', name: 'United States Dollar' };
const base = { Id: '1', SyncToken: '0', MetaData };
const createdAt = '2026-05-05T10:13:29.000Z';

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

  it.each([
    [1.005, 'USD', 101],
    [0.1, 'USD', 10],
    [4_035.005, 'USD', 403_501],
    [1_234_567_890.12, 'USD', 123_456_789_012],
    [1_500, 'JPY', 1_500],
    [1.2345, 'KWD', 1_235],
    [new ExactNumber('90071992547409.91'), 'USD', 9_007_199_254_740_991],
    [-20.5, 'EUR', -2_050],
    [7.5, undefined, 750],
  ])('%s %s without binary fractions', (TotalAmt, value, expected) => {
    const raw = { TotalAmt, ...(value && { CurrencyRef: { value } }) };
    expect(normaliseQuickBooks('deposits', raw)).toMatchObject({ amountMinor: expected, currency: value ?? null });
  });

  it('the company', () => {
    const raw = {
      CompanyName: 'Venue',
      Email: { Address: 'box@example.com' },
      Country: 'US',
      NameValue: [
        { Name: 'NeoEnabled', Value: 'true' },
        { Name: 'CurrencyCode', Value: 'usd' },
      ],
    };
    const expected = { name: 'Venue', email: 'box@example.com', country: 'US', currency: 'USD' };
    expect(normaliseQuickBooks('company_info', raw)).toEqual(expected);
  });

  it('who is dealt with', () => {
    const raw = {
      ...base,
      DisplayName: 'Zoë Ltd',
      PrimaryEmailAddr: { Address: 'zoe@example.com' },
      PrimaryPhone: { FreeFormNumber: '(555) 1' },
      BillAddr: { Line1: 'Street 1', City: 'Town', CountrySubDivisionCode: 'CA', PostalCode: '94000' },
      CurrencyRef: USD,
      Balance: 12.5,
      Active: false,
    };
    const address = { line1: 'Street 1', line2: null, city: 'Town', region: 'CA', postalCode: '94000', country: null };
    const shared = { name: 'Zoë Ltd', email: 'zoe@example.com', phone: '(555) 1', address, currency: 'USD', createdAt };
    expect(normaliseQuickBooks('customers', raw)).toEqual({
      ...shared,
      active: false,
      unsubscribed: null,
      metadata: {},
    });
    expect(normaliseQuickBooks('vendors', raw)).toEqual({ ...shared, balanceMinor: 1_250, active: false });
    const unnamed = { GivenName: 'Zoë', FamilyName: 'Li' };
    expect(normaliseQuickBooks('customers', unnamed)).toMatchObject({ name: 'Zoë Li' });
  });

  it.each([
    ['Service', 'service'],
    ['Inventory', 'stock'],
    ['NonInventory', 'product'],
    ['Category', 'category'],
    ['Group', 'product'],
    [undefined, 'product'],
  ])('an item of type %s as %s', (Type, kind) => {
    const raw = { ...base, Type, Name: 'Ticket', UnitPrice: 25, ParentRef: { value: '9' } };
    expect(normaliseQuickBooks('products', raw)).toMatchObject({
      kind,
      name: 'Ticket',
      amountMinor: 2_500,
      parentId: '9',
    });
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

  const posting = (PostingType: string, Amount: number, value: string) => ({
    Amount,
    JournalEntryLineDetail: { PostingType, AccountRef: { value } },
  });

  it('a journal entry by its sides, as much as its debits', () => {
    const Line = [
      posting('Debit', 1.1, '1'),
      posting('Debit', 0.2, '3'),
      posting('Credit', 1.3, '2'),
      { Description: 'x' },
    ];
    const expected = {
      amountMinor: 130,
      lines: [
        { accountId: '1', side: 'debit', amountMinor: 110 },
        { accountId: '3', side: 'debit', amountMinor: 20 },
        { accountId: '2', side: 'credit', amountMinor: 130 },
      ],
    };
    expect(normaliseQuickBooks('journal_entries', { Line })).toMatchObject(expected);
    expect(normaliseQuickBooks('journal_entries', { Line, TotalAmt: 0 })).toMatchObject(expected);
    const broken = { Line: [...Line, { ...posting('Debit', 1, '4'), Amount: undefined }] };
    expect(normaliseQuickBooks('journal_entries', broken)).toMatchObject({ amountMinor: null });
  });

  it.each([
    ['customers', { DisplayName: "Bob's O'Hare (deleted)" }, "Bob's O'Hare"],
    ['vendors', { DisplayName: 'Ushers (Deleted 2)' }, 'Ushers'],
    ['products', { Name: 'Balcony (deleted)' }, 'Balcony'],
    ['accounts', { FullyQualifiedName: 'Venue (deleted):Bar (deleted)', Name: 'Bar (deleted)' }, 'Venue:Bar'],
    ['classes', { Name: 'Hall (deleted)' }, 'Hall'],
    ['departments', { Name: 'Annex (deleted)' }, 'Annex'],
    ['tax_codes', { Name: 'CA (deleted)' }, 'CA'],
    ['tax_rates', { Name: 'CA 7% (deleted)' }, 'CA 7%'],
  ])('a deleted one of %s as inactive, by the name that it had', (type, raw, name) => {
    expect(normaliseQuickBooks(type, { ...base, ...raw, Active: false })).toMatchObject({ active: false, name });
    const kept = Object.values(raw)[0];
    expect(normaliseQuickBooks(type, { ...base, ...raw })).toMatchObject({ active: true, name: kept });
  });

  it('amounts that name no currency in that of the company', () => {
    const preferences = { CurrencyPrefs: { MultiCurrencyEnabled: false, HomeCurrency: { value: 'JPY' } } };
    const read = (type: string, raw: Record<string, unknown>) => normaliseQuickBooks(type, raw, undefined, preferences);
    expect(read('payments', { TotalAmt: 1_500 })).toMatchObject({ amountMinor: 1_500, currency: 'JPY' });
    expect(read('payments', { TotalAmt: 15, CurrencyRef: USD })).toMatchObject({ amountMinor: 1_500, currency: 'USD' });
    expect(read('products', { UnitPrice: 800 })).toMatchObject({ amountMinor: 800, currency: 'JPY' });
    expect(read('customers', {})).toMatchObject({ currency: 'JPY' });
    expect(read('company_info', {})).toMatchObject({ currency: 'JPY' });
    expect(normaliseQuickBooks('payments', { TotalAmt: 15 })).toMatchObject({ amountMinor: 1_500, currency: null });
  });

  it('the preferences', () => {
    const raw = {
      ...base,
      AccountingInfoPrefs: { BookCloseDate: '2026-09-30', ClassTrackingPerTxnLine: true, TrackDepartments: true },
      SalesFormsPrefs: { CustomTxnNumbers: true },
      TaxPrefs: { UsingSalesTax: true },
      CurrencyPrefs: { MultiCurrencyEnabled: true, HomeCurrency: USD },
    };
    expect(normaliseQuickBooks('preferences', raw)).toEqual({
      currency: 'USD',
      multicurrency: true,
      closedUntil: '2026-09-30',
      customNumbers: true,
      usesClasses: true,
      usesDepartments: true,
      usesTax: true,
      createdAt,
    });
  });

  it('what is paid to whom, out of which account', () => {
    const LinkedTxn = [{ TxnId: '8', TxnType: 'Bill' }];
    const paid = {
      ...base,
      CurrencyRef: USD,
      TotalAmt: 200,
      TxnDate: '2026-07-14',
      VendorRef: { value: '56' },
      DocNumber: '6',
    };
    const byCheck = { ...paid, PayType: 'Check', CheckPayment: { BankAccountRef: { value: '35' } } };
    const shared = { amountMinor: 20_000, currency: 'USD', number: '6', date: '2026-07-14', createdAt };
    expect(normaliseQuickBooks('bill_payments', { ...byCheck, Line: [{ Amount: 200, LinkedTxn }] })).toEqual({
      ...shared,
      vendorId: '56',
      accountId: '35',
      method: 'check',
      appliedTo: [{ type: 'bills', id: '8', amountMinor: 20_000 }],
    });
    const byCard = { ...paid, PayType: 'CreditCard', CreditCardPayment: { CCAccountRef: { value: '41' } } };
    expect(normaliseQuickBooks('bill_payments', byCard)).toMatchObject({ accountId: '41', method: 'card' });
    const Line = [
      {
        Id: '1',
        Amount: 200,
        DetailType: 'AccountBasedExpenseLineDetail',
        AccountBasedExpenseLineDetail: { AccountRef: { value: '13', name: 'Rent' }, TaxAmount: 8.5 },
      },
    ];
    const bought = {
      ...paid,
      AccountRef: { value: '42' },
      EntityRef: { value: '56' },
      PaymentType: 'Cash',
      Credit: true,
      Line,
    };
    const rent = expect.objectContaining({ description: 'Rent', taxMinor: 850, totalMinor: 20_000 });
    expect(normaliseQuickBooks('purchases', bought)).toEqual({
      ...shared,
      accountId: '42',
      payeeId: '56',
      method: 'cash',
      isCredit: true,
      lines: [rent],
    });
    expect(normaliseQuickBooks('bills', { ...paid, Line })).toMatchObject({ date: '2026-07-14', lines: [rent] });
    const moved = {
      ...base,
      CurrencyRef: USD,
      Amount: 120.5,
      FromAccountRef: { value: '35' },
      ToAccountRef: { value: '36' },
    };
    expect(normaliseQuickBooks('transfers', { ...moved, TxnDate: '2026-07-14', PrivateNote: 'Float' })).toEqual({
      amountMinor: 12_050,
      currency: 'USD',
      sourceAccountId: '35',
      destinationId: '36',
      date: '2026-07-14',
      amountReversedMinor: 0,
      description: 'Float',
      createdAt,
    });
  });

  it('a tax rate, as it is at the time', () => {
    const raw = { ...base, Name: 'CA', Description: 'California', AgencyRef: { value: '2' }, RateValue: 7.25 };
    expect(normaliseQuickBooks('tax_rates', raw)).toEqual({
      name: 'CA',
      percentage: 7.25,
      inclusive: false,
      active: true,
      agencyId: '2',
      description: 'California',
      country: null,
      createdAt,
    });
    const EffectiveTaxRate = [
      { RateValue: 19, EffectiveDate: '2020-01-01T00:00:00-08:00', EndDate: '2026-01-01T00:00:00-08:00' },
      { RateValue: 20, EffectiveDate: '2026-01-01T00:00:00-08:00' },
    ];
    const rateIn = (year: number) =>
      normaliseQuickBooks('tax_rates', { EffectiveTaxRate }, new Date(Date.UTC(year, 5)));
    expect([2025, 2026].map((year) => rateIn(year).percentage)).toEqual([19, 20]);
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

  it.each(QUICKBOOKS_STREAMS.map(({ name }) => name))('%s out of nothing, and out of nonsense', (name) => {
    const nonsense = Object.fromEntries(
      ['MetaData', 'Line', 'LinkedTxn', 'CurrencyRef', 'TotalAmt', 'BillAddr', 'NameValue', 'Type', 'Active'].map(
        (key) => [key, [7]],
      ),
    );
    for (const raw of [{}, nonsense]) {
      const shape = normaliseQuickBooks(name, raw);
      expect(Object.keys(shape).length).toBeGreaterThan(3);
      expect(Object.values(shape)).not.toContain(undefined);
    }
  });

  it('what is not kept is nothing', () => {
    expect(normaliseQuickBooks('time_activities', base)).toEqual({});
  });
});
