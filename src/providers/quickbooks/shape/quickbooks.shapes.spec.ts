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
      DueDate: '2026-06-04',
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
      dueAt: '2026-06-04T00:00:00.000Z',
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
    [-20.5, 'EUR', -2_050],
    [7.5, undefined, 750],
  ])('%d %s without binary fractions', (TotalAmt, value, expected) => {
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
    expect(normaliseQuickBooks('customers', raw)).toEqual({ ...shared, metadata: {} });
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
      amountMinor: null,
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

  it('a journal entry by its sides', () => {
    const line = (PostingType: string, Amount: number, value: string) => ({
      Amount,
      JournalEntryLineDetail: { PostingType, AccountRef: { value } },
    });
    const raw = { Line: [line('Debit', 1.1, '1'), line('Credit', 1.1, '2'), { Description: 'remark' }] };
    expect(normaliseQuickBooks('journal_entries', raw)).toMatchObject({
      lines: [
        { accountId: '1', side: 'debit', amountMinor: 110 },
        { accountId: '2', side: 'credit', amountMinor: 110 },
      ],
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
