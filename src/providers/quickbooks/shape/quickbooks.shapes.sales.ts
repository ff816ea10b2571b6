import { asRecord, calendarDate, isoTime, text } from '../../kit/fields.js';
import { createdAt, currencyOf, isVoided, minor, money, refId } from './quickbooks.fields.js';
import { instrument } from './quickbooks.instrument.js';
import { linesOf } from './quickbooks.lines.js';
import { appliedTo, linkedIds } from './quickbooks.links.js';
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
    subtotalMinor: total === null ? null : total - (tax ?? 0),
    taxMinor: tax,
    amountPaidMinor: total === null || due === null ? null : total - due,
    amountDueMinor: due,
    lines: linesOf(raw),
    date: calendarDate(raw.TxnDate),
    dueAt: calendarDate(raw.DueDate),
    createdAt: createdAt(raw),
  };
};

/** QuickBooks has no such field. */
function statusOf(raw: Raw, total: number | null, due: number | null): string | null {
  if (isVoided(raw)) return 'void';
  if (total === null || due === null) return null;
  return due === 0 ? 'paid' : 'open';
}

function taxOf(raw: Raw): number | null {
  return minor(asRecord(raw.TxnTaxDetail).TotalTax, raw);
}

/** Money that has come in already. It may pay several invoices: the first one stands for them. */
export const payments: Mapper<'payment'> = (raw) => ({
  ...money(raw.TotalAmt, raw),
  ...instrument(raw),
  customerId: refId(raw.CustomerRef),
  invoiceId: linkedIds(raw, 'Invoice')[0] ?? null,
  status: isVoided(raw) ? 'void' : 'succeeded',
  amountReceivedMinor: minor(raw.TotalAmt, raw),
  // What a processor keeps is posted apart, as an expense.
  tipMinor: null,
  processingFeeMinor: null,
  applicationFeeMinor: null,
  netMinor: null,
  orderId: null,
  locationId: refId(raw.DepartmentRef),
  appliedTo: appliedTo(raw),
  date: calendarDate(raw.TxnDate),
  description: text(raw.PrivateNote),
  latestChargeId: null,
  metadata: {},
  createdAt: createdAt(raw),
});

export const credit_memos: Mapper<'credit_note'> = (raw) => ({
  ...money(raw.TotalAmt, raw),
  customerId: refId(raw.CustomerRef),
  invoiceId: refId(raw.InvoiceRef) ?? linkedIds(raw, 'Invoice')[0] ?? null,
  status: isVoided(raw) ? 'void' : minor(raw.RemainingCredit, raw) === 0 ? 'applied' : 'open',
  reason: text(raw.PrivateNote),
  date: calendarDate(raw.TxnDate),
  createdAt: createdAt(raw),
});

export const sales_receipts: Mapper<'receipt'> = (raw) => ({
  ...money(raw.TotalAmt, raw),
  customerId: refId(raw.CustomerRef),
  number: text(raw.DocNumber),
  depositAccountId: refId(raw.DepositToAccountRef),
  lines: linesOf(raw),
  date: calendarDate(raw.TxnDate),
  createdAt: createdAt(raw),
});

/** Nothing ties it to what it gives back but a note of the bookkeeper's. */
export const refund_receipts: Mapper<'refund'> = (raw) => ({
  ...money(raw.TotalAmt, raw),
  paymentId: linkedIds(raw, 'Payment')[0] ?? null,
  chargeId: linkedIds(raw, 'SalesReceipt')[0] ?? null,
  status: isVoided(raw) ? 'void' : 'succeeded',
  reason: text(raw.PrivateNote),
  failureReason: null,
  ledgerEntryId: null,
  orderId: null,
  locationId: refId(raw.DepartmentRef),
  feeRefundedMinor: null,
  metadata: {},
  date: calendarDate(raw.TxnDate),
  createdAt: createdAt(raw),
});

export const estimates: Mapper<'quote'> = (raw, at) => ({
  customerId: refId(raw.CustomerRef),
  status: isExpired(raw, at) ? 'expired' : (text(raw.TxnStatus)?.toLowerCase() ?? 'unknown'),
  totalMinor: minor(raw.TotalAmt, raw),
  currency: currencyOf(raw),
  expiresAt: isoTime(raw.ExpirationDate),
  createdAt: createdAt(raw),
});

/** When a day is over everywhere: the company's time zone is not known. */
const DAY_EVERYWHERE_MS = 36 * 3_600_000;

/** Nothing changes in an estimate when its last day has passed. */
function isExpired({ TxnStatus: status, ExpirationDate: date }: Raw, at: Date): boolean {
  const lastDay = calendarDate(date);
  return status === 'Pending' && lastDay !== null && Date.parse(lastDay) + DAY_EVERYWHERE_MS <= at.getTime();
}
