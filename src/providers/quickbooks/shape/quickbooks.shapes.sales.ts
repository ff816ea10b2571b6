import { asRecord, isoTime, text } from '../../kit/fields.js';
import { createdAt, currencyOf, linkedIds, minor, money, refId } from './quickbooks.fields.js';
import type { Mapper } from '../../kit/normaliser.js';

type Raw = Readonly<Record<string, unknown>>;

export const invoices: Mapper<'invoice'> = (raw) => {
  const [total, due, tax] = [minor(raw.TotalAmt, raw), minor(raw.Balance, raw), taxOf(raw)];
  return {
    ...money(raw.TotalAmt, raw),
    customerId: refId(raw.CustomerRef),
    subscriptionId: null,
    number: text(raw.DocNumber),
    status: statusOf(raw, total, due),
    subtotalMinor: total === null || tax === null ? null : total - tax,
    taxMinor: tax,
    amountPaidMinor: total === null || due === null ? null : total - due,
    amountDueMinor: due,
    dueAt: isoTime(raw.DueDate),
    createdAt: createdAt(raw),
  };
};

/** QuickBooks has no such field: a voided transaction has lost its amounts and says so in its note. */
function statusOf(raw: Raw, total: number | null, due: number | null): string | null {
  if (isVoided(raw)) return 'void';
  if (total === null || due === null) return null;
  return due === 0 ? 'paid' : 'open';
}

function isVoided(raw: Raw): boolean {
  return raw.TotalAmt === 0 && /^voided/i.test(text(raw.PrivateNote) ?? '');
}

function taxOf(raw: Raw): number | null {
  return minor(asRecord(raw.TxnTaxDetail).TotalTax, raw);
}

export const credit_memos: Mapper<'credit_note'> = (raw) => ({
  ...money(raw.TotalAmt, raw),
  customerId: refId(raw.CustomerRef),
  invoiceId: refId(raw.InvoiceRef) ?? linkedIds(raw, 'Invoice')[0] ?? null,
  status: isVoided(raw) ? 'void' : minor(raw.RemainingCredit, raw) === 0 ? 'applied' : 'open',
  reason: text(raw.PrivateNote),
  createdAt: createdAt(raw),
});

export const sales_receipts: Mapper<'receipt'> = (raw) => ({
  ...money(raw.TotalAmt, raw),
  customerId: refId(raw.CustomerRef),
  number: text(raw.DocNumber),
  depositAccountId: refId(raw.DepositToAccountRef),
  date: isoTime(raw.TxnDate),
  createdAt: createdAt(raw),
});

/** Nothing ties it to what it gives back but a note of the bookkeeper's. */
export const refund_receipts: Mapper<'refund'> = (raw) => ({
  ...money(raw.TotalAmt, raw),
  paymentId: linkedIds(raw, 'Payment')[0] ?? null,
  chargeId: linkedIds(raw, 'SalesReceipt')[0] ?? null,
  status: isVoided(raw) ? 'void' : 'succeeded',
  reason: text(raw.PrivateNote),
  createdAt: createdAt(raw),
});

export const estimates: Mapper<'quote'> = (raw) => ({
  customerId: refId(raw.CustomerRef),
  status: text(raw.TxnStatus)?.toLowerCase() ?? 'unknown',
  totalMinor: minor(raw.TotalAmt, raw),
  currency: currencyOf(raw),
  expiresAt: isoTime(raw.ExpirationDate),
  createdAt: createdAt(raw),
});
