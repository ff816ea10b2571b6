import { ExactNumber } from '../../../common/exact-number.js';
import { normaliseQuickBooks } from './quickbooks.shapes.js';
import { base, createdAt, USD } from '../testing/quickbooks.objects.js';

describe('normalising', () => {
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
});
