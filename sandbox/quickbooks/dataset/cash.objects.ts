import { pacificDate } from '../pacific.time.js';
import type { Dataset } from './dataset.js';
import { companyNumber } from './document.numbers.js';
import { currencyRef, decimal, exchangeRate, HOME_CURRENCY } from './money.facts.js';
import { ACCOUNT, expenseAccount, reference } from './references.js';
import { paymentFacts } from './settlement.facts.js';

type Fields = Record<string, unknown>;

export function payment(data: Dataset, index: number): Fields {
  const { invoice, customer, currency, applied, unapplied } = paymentFacts(data, index);
  const isHome = currency === HOME_CURRENCY;
  const link = { TxnId: data.id('invoices', invoice), TxnType: 'Invoice' };
  return {
    TxnDate: pacificDate(data.createdAt('payments', index)),
    CurrencyRef: currencyRef(currency),
    ExchangeRate: exchangeRate(currency),
    CustomerRef: reference(data, 'customers', customer),
    PaymentMethodRef: { value: '3', name: 'Credit Card' },
    PaymentRefNum: `PAY-${index + 1}`,
    DepositToAccountRef: reference(data, 'accounts', isHome ? ACCOUNT.undeposited : ACCOUNT.checking),
    TotalAmt: decimal(applied + unapplied, currency),
    UnappliedAmt: decimal(unapplied, currency),
    ProcessPayment: false,
    Line: applied > 0 ? [{ Amount: decimal(applied, currency), LinkedTxn: [link] }] : [],
    LinkedTxn: [],
  };
}

/** The payments of some days that waited as undeposited funds, and sometimes cash from the till. */
export function deposit(data: Dataset, index: number): Fields {
  const lines: Fields[] = [];
  let total = 0;
  const [from, to] = data.children('payments', 'deposits', index);
  for (let at = from; at < to; at += 1) {
    const { currency, applied, unapplied } = paymentFacts(data, at);
    if (currency !== HOME_CURRENCY) continue;
    total += applied + unapplied;
    lines.push({
      Amount: decimal(applied + unapplied, HOME_CURRENCY),
      LinkedTxn: [{ TxnId: data.id('payments', at), TxnType: 'Payment', TxnLineId: '0' }],
    });
  }
  if (lines.length === 0 || data.hash('deposits', index, 30) % 3 === 0) {
    const cash = 2000 + (data.hash('deposits', index, 31) % 80_000);
    total += cash;
    lines.push({
      Amount: decimal(cash, HOME_CURRENCY),
      DetailType: 'DepositLineDetail',
      DepositLineDetail: { AccountRef: reference(data, 'accounts', ACCOUNT.sales) },
    });
  }
  return {
    TxnDate: pacificDate(data.createdAt('deposits', index)),
    CurrencyRef: currencyRef(HOME_CURRENCY),
    ExchangeRate: 1,
    DepositToAccountRef: reference(data, 'accounts', ACCOUNT.checking),
    Line: lines.map((line, at) => ({ Id: String(at + 1), LineNum: at + 1, ...line })),
    TotalAmt: decimal(total, HOME_CURRENCY),
    HomeTotalAmt: decimal(total, HOME_CURRENCY),
  };
}

export function journalEntry(data: Dataset, index: number): Fields {
  const debits = Array.from(
    { length: 1 + (data.hash('journal_entries', index, 30) % 3) },
    (_, at) => 500 + (data.hash('journal_entries', index, 31 + at) % 90_000),
  );
  const total = debits.reduce((sum, amount) => sum + amount, 0);
  const line = (at: number, amount: number, posting: 'Debit' | 'Credit', account: number): Fields => ({
    Id: String(at),
    Description: posting === 'Debit' ? 'Accrued expense' : 'Paid by the owner',
    Amount: decimal(amount, HOME_CURRENCY),
    DetailType: 'JournalEntryLineDetail',
    JournalEntryLineDetail: {
      PostingType: posting,
      AccountRef: reference(data, 'accounts', account),
      ClassRef: reference(data, 'classes', data.some('classes', 'journal_entries', index, 40 + at)),
    },
  });
  return {
    DocNumber: companyNumber('journal_entries', index),
    TxnDate: pacificDate(data.createdAt('journal_entries', index)),
    Adjustment: false,
    CurrencyRef: currencyRef(HOME_CURRENCY),
    ExchangeRate: 1,
    PrivateNote: 'Month end',
    Line: [
      ...debits.map((amount, at) => line(at, amount, 'Debit', expenseAccount(data, 'journal_entries', index, 50 + at))),
      line(debits.length, total, 'Credit', ACCOUNT.checking),
    ],
  };
}

/** Money that is set aside. */
export function transfer(data: Dataset, index: number): Fields {
  const amount = 10_000 + (data.hash('transfers', index, 30) % 900_000);
  return {
    TxnDate: pacificDate(data.createdAt('transfers', index)),
    CurrencyRef: currencyRef(HOME_CURRENCY),
    ExchangeRate: 1,
    PrivateNote: 'Reserve',
    FromAccountRef: reference(data, 'accounts', ACCOUNT.checking),
    ToAccountRef: reference(data, 'accounts', ACCOUNT.savings),
    Amount: decimal(amount, HOME_CURRENCY),
    // The only extension that the XSD does not call optional.
    TransferEx: {},
  };
}
