import { asRecord, isoTime, items, text } from '../../kit/fields.js';
import { createdAt, linkedIds, minor, money, refId } from './quickbooks.fields.js';
import type { Mapper } from '../../kit/normaliser.js';

/** Money that has come in already. It may pay several invoices: the first one stands for them. */
export const payments: Mapper<'payment'> = (raw) => ({
  ...money(raw.TotalAmt, raw),
  customerId: refId(raw.CustomerRef),
  invoiceId: linkedIds(raw, 'Invoice')[0] ?? null,
  status: raw.TotalAmt === 0 && /^voided/i.test(text(raw.PrivateNote) ?? '') ? 'void' : 'succeeded',
  amountReceivedMinor: minor(raw.TotalAmt, raw),
  description: text(raw.PrivateNote),
  latestChargeId: null,
  metadata: {},
  createdAt: createdAt(raw),
});

export const deposits: Mapper<'deposit'> = (raw) => ({
  ...money(raw.TotalAmt, raw),
  accountId: refId(raw.DepositToAccountRef),
  paymentIds: linkedIds(raw, 'Payment'),
  date: isoTime(raw.TxnDate),
  createdAt: createdAt(raw),
});

export const journal_entries: Mapper<'journal_entry'> = (raw) => ({
  ...money(raw.TotalAmt, raw),
  number: text(raw.DocNumber),
  lines: items(raw.Line).flatMap((line) => {
    const detail = asRecord(line.JournalEntryLineDetail);
    const side = text(detail.PostingType)?.toLowerCase();
    // A line without a side is a remark.
    if (side !== 'debit' && side !== 'credit') return [];
    return [{ accountId: refId(detail.AccountRef), side, amountMinor: minor(line.Amount, raw) }];
  }),
  date: isoTime(raw.TxnDate),
  createdAt: createdAt(raw),
});

export const bills: Mapper<'bill'> = (raw) => ({
  ...money(raw.TotalAmt, raw),
  vendorId: refId(raw.VendorRef),
  number: text(raw.DocNumber),
  amountDueMinor: minor(raw.Balance, raw),
  dueAt: isoTime(raw.DueDate),
  date: isoTime(raw.TxnDate),
  createdAt: createdAt(raw),
});
