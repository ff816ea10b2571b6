import { pacificDate } from '../pacific.time.js';
import { billFacts, billPaymentFacts, type ExpenseLine } from './bill.facts.js';
import type { Dataset } from './dataset.js';
import { currencyRef, decimal, exchangeRate, HOME_CURRENCY } from './money.facts.js';
import { ACCOUNT, expenseAccount, reference } from './references.js';

type Fields = Record<string, unknown>;

const DAY = 86_400;

export function bill(data: Dataset, index: number): Fields {
  const { vendor, currency, lines, total, balance } = billFacts(data, index);
  const created = data.createdAt('bills', index);
  const links: Fields[] = [];
  const [from, to] = data.children('bill_payments', 'bills', index);
  for (let at = from; at < to; at += 1) {
    links.push({ TxnId: data.id('bill_payments', at), TxnType: 'BillPaymentCheck' });
  }
  return {
    DocNumber: `BILL-${index + 1}`,
    TxnDate: pacificDate(created),
    DueDate: pacificDate(created + 14 * DAY),
    CurrencyRef: currencyRef(currency),
    ExchangeRate: exchangeRate(currency),
    VendorRef: reference(data, 'vendors', vendor),
    APAccountRef: reference(data, 'accounts', ACCOUNT.payable),
    Line: lines.map((line, at) => expenseLine(data, line, at, currency)),
    LinkedTxn: links,
    TotalAmt: decimal(total, currency),
    Balance: decimal(balance, currency),
  };
}

export function billPayment(data: Dataset, index: number): Fields {
  const { bill: paid, vendor, currency, amount } = billPaymentFacts(data, index);
  return {
    DocNumber: String(6001 + index),
    TxnDate: pacificDate(data.createdAt('bill_payments', index)),
    CurrencyRef: currencyRef(currency),
    ExchangeRate: exchangeRate(currency),
    VendorRef: reference(data, 'vendors', vendor),
    APAccountRef: reference(data, 'accounts', ACCOUNT.payable),
    PayType: 'Check',
    CheckPayment: { BankAccountRef: reference(data, 'accounts', ACCOUNT.checking), PrintStatus: 'NeedToPrint' },
    Line:
      paid < 0
        ? []
        : [{ Amount: decimal(amount, currency), LinkedTxn: [{ TxnId: data.id('bills', paid), TxnType: 'Bill' }] }],
    TotalAmt: decimal(amount, currency),
  };
}

/** What was bought and paid for at once, out of the account that the card or the cash belongs to. */
export function purchase(data: Dataset, index: number): Fields {
  const hash = data.hash('purchases', index, 30);
  const amount = 300 + (hash % 40_000);
  const vendor = data.some('vendors', 'purchases', index, 31);
  const line = {
    account: expenseAccount(data, 'purchases', index, 32),
    class: data.some('classes', 'purchases', index, 33),
    amount,
  };
  const payee = reference(data, 'vendors', vendor);
  return {
    DocNumber: `EXP-${index + 1}`,
    TxnDate: pacificDate(data.createdAt('purchases', index)),
    CurrencyRef: currencyRef(HOME_CURRENCY),
    ExchangeRate: 1,
    AccountRef: reference(data, 'accounts', ACCOUNT.checking),
    PaymentType: (hash & 1) === 0 ? 'Cash' : 'Check',
    ...(payee ? { EntityRef: { ...payee, type: 'Vendor' } } : {}),
    Credit: false,
    Line: [expenseLine(data, line, 0, HOME_CURRENCY)],
    TotalAmt: decimal(amount, HOME_CURRENCY),
  };
}

function expenseLine(data: Dataset, line: ExpenseLine, at: number, currency: string): Fields {
  return {
    Id: String(at + 1),
    LineNum: at + 1,
    Amount: decimal(line.amount, currency),
    DetailType: 'AccountBasedExpenseLineDetail',
    AccountBasedExpenseLineDetail: {
      AccountRef: reference(data, 'accounts', line.account),
      ClassRef: reference(data, 'classes', line.class),
      BillableStatus: 'NotBillable',
    },
  };
}
