import { items, text } from '../../kit/fields.js';
import type { Application } from '../../shapes/values.js';
import { minor } from './quickbooks.fields.js';

type Raw = Readonly<Record<string, unknown>>;

/** The stream of what a link calls a transaction. https://developer.intuit.com/app/developer/qbo/docs/api/accounting/all-entities/payment */
const STREAMS: Readonly<Record<string, string>> = {
  Invoice: 'invoices',
  Payment: 'payments',
  ReceivePayment: 'payments',
  SalesReceipt: 'sales_receipts',
  RefundReceipt: 'refund_receipts',
  CreditMemo: 'credit_memos',
  Estimate: 'estimates',
  Deposit: 'deposits',
  JournalEntry: 'journal_entries',
  Transfer: 'transfers',
  Bill: 'bills',
  BillPayment: 'bill_payments',
  BillPaymentCheck: 'bill_payments',
  BillPaymentCreditCard: 'bill_payments',
  Purchase: 'purchases',
  Expense: 'purchases',
  Check: 'purchases',
  CashPurchase: 'purchases',
  CreditCardCredit: 'purchases',
};

/** What a transaction settles or comes from, by kind: `Invoice`, `Payment`, `SalesReceipt`. */
export function linkedIds(raw: Raw, ...types: readonly string[]): string[] {
  const links = [...items(raw.Line).flatMap((line) => items(line.LinkedTxn)), ...items(raw.LinkedTxn)];
  const ids = links.filter(({ TxnType }) => types.includes(text(TxnType) ?? '')).map(({ TxnId }) => text(TxnId));
  return [...new Set(ids.filter((id) => id !== null))];
}

/** The documents that a payment settles. Of a line with several links, none says how much is its own. */
export function appliedTo(raw: Raw): Application[] {
  return items(raw.Line).flatMap((line) => {
    const links = items(line.LinkedTxn);
    return links.flatMap(({ TxnId, TxnType }) => {
      const id = text(TxnId);
      if (!id) return [];
      const type = STREAMS[text(TxnType) ?? ''] ?? null;
      return [{ type, id, amountMinor: links.length === 1 ? minor(line.Amount, raw) : null }];
    });
  });
}
