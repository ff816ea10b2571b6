import { asRecord, calendarDate, items, sumOf, text } from '../../kit/fields.js';
import { createdAt, minor, money, currencyOf, refId } from './quickbooks.fields.js';
import { methodOf } from './quickbooks.instrument.js';
import { linesOf } from './quickbooks.lines.js';
import { appliedTo, linkedIds } from './quickbooks.links.js';
import type { Mapper } from '../../kit/normaliser.js';

export const deposits: Mapper<'deposit'> = (raw) => ({
  ...money(raw.TotalAmt, raw),
  accountId: refId(raw.DepositToAccountRef),
  paymentIds: linkedIds(raw, 'Payment', 'ReceivePayment'),
  date: calendarDate(raw.TxnDate),
  createdAt: createdAt(raw),
});

/** QuickBooks states no total of it. */
export const journal_entries: Mapper<'journal_entry'> = (raw) => {
  const lines = items(raw.Line).flatMap((line) => {
    const detail = asRecord(line.JournalEntryLineDetail);
    const side = text(detail.PostingType)?.toLowerCase();
    // A line without a side is a remark.
    if (side !== 'debit' && side !== 'credit') return [];
    return [{ accountId: refId(detail.AccountRef), side, amountMinor: minor(line.Amount, raw) } as const];
  });
  const debits = lines.filter(({ side }) => side === 'debit').map(({ amountMinor }) => amountMinor);
  return {
    amountMinor: exactSum(debits) ?? minor(raw.TotalAmt, raw),
    currency: currencyOf(raw),
    number: text(raw.DocNumber),
    lines,
    date: calendarDate(raw.TxnDate),
    createdAt: createdAt(raw),
  };
};

export const transfers: Mapper<'transfer'> = (raw) => ({
  ...money(raw.Amount, raw),
  sourceAccountId: refId(raw.FromAccountRef),
  destinationId: refId(raw.ToAccountRef),
  date: calendarDate(raw.TxnDate),
  amountReversedMinor: 0,
  description: text(raw.PrivateNote),
  createdAt: createdAt(raw),
});

export const bills: Mapper<'bill'> = (raw) => ({
  ...money(raw.TotalAmt, raw),
  vendorId: refId(raw.VendorRef),
  number: text(raw.DocNumber),
  amountDueMinor: minor(raw.Balance, raw),
  lines: linesOf(raw),
  dueAt: calendarDate(raw.DueDate),
  date: calendarDate(raw.TxnDate),
  createdAt: createdAt(raw),
});

export const bill_payments: Mapper<'bill_payment'> = (raw) => ({
  ...money(raw.TotalAmt, raw),
  vendorId: refId(raw.VendorRef),
  number: text(raw.DocNumber),
  accountId:
    refId(asRecord(raw.CheckPayment).BankAccountRef) ?? refId(asRecord(raw.CreditCardPayment).CCAccountRef) ?? null,
  method: methodOf(raw.PayType),
  appliedTo: appliedTo(raw),
  date: calendarDate(raw.TxnDate),
  createdAt: createdAt(raw),
});

export const purchases: Mapper<'purchase'> = (raw) => ({
  ...money(raw.TotalAmt, raw),
  accountId: refId(raw.AccountRef),
  payeeId: refId(raw.EntityRef),
  number: text(raw.DocNumber),
  method: methodOf(raw.PaymentType),
  isCredit: raw.Credit === true,
  lines: linesOf(raw),
  date: calendarDate(raw.TxnDate),
  createdAt: createdAt(raw),
});

/** `null` where one of them is not known: a part would be taken for the whole. */
function exactSum(amounts: readonly (number | null)[]): number | null {
  const sum = amounts.includes(null) ? null : sumOf(amounts);
  return Number.isSafeInteger(sum) ? sum : null;
}
