import { asRecord, calendarDate, firstText, isoTime, items, metadata, sumOf, text } from '../../kit/fields.js';
import type { Mapper } from '../../kit/normaliser.js';
import { feeSum, minor, money, orderLine, sum } from './square.fields.js';
import { paymentInstrument, tenderInstrument } from './square.instrument.js';

type Raw = Record<string, unknown>;

export const orders: Mapper<'order'> = (raw) => ({
  customerId: text(raw.customer_id),
  locationId: text(raw.location_id),
  status: text(raw.state),
  totalMinor: minor(raw.total_money),
  taxMinor: minor(raw.total_tax_money),
  discountMinor: minor(raw.total_discount_money),
  tipMinor: minor(raw.total_tip_money),
  serviceChargeMinor: minor(raw.total_service_charge_money),
  currency: money(raw.total_money).currency,
  lines: items(raw.line_items).map(orderLine),
  tenders: items(raw.tenders).map((tender) => ({
    id: text(tender.id),
    paymentId: text(tender.payment_id),
    amountMinor: minor(tender.amount_money),
    tipMinor: minor(tender.tip_money),
    ...tenderInstrument(tender),
  })),
  returns: items(raw.returns).map((returned) => ({
    sourceOrderId: text(returned.source_order_id),
    totalMinor: minor(asRecord(returned.return_amounts).total_money) ?? returnedSum(returned),
    lines: items(returned.return_line_items).map(orderLine),
  })),
  metadata: { ...metadata({ reference_id: raw.reference_id }), ...metadata(raw.metadata) },
  closedAt: isoTime(raw.closed_at),
  createdAt: isoTime(raw.created_at),
});

/** Of a return without its own total. */
function returnedSum(returned: Raw): number | null {
  const totals = [returned.return_line_items, returned.return_service_charges].flatMap(items);
  const tips = items(returned.return_tips).map((tip) => tip.applied_money);
  const rounding = asRecord(returned.rounding_adjustment).amount_money;
  return sum([...totals.map((part) => part.total_money), ...tips, rounding]);
}

export const payments: Mapper<'payment'> = (raw) => {
  const status = text(raw.status) ?? 'unknown';
  const total = money(raw.total_money ?? raw.amount_money);
  const received = status === 'COMPLETED' ? total.amountMinor : 0;
  const processingFee = processingFeeOf(raw, status);
  const applicationFee = minor(raw.app_fee_money);
  return {
    ...total,
    ...paymentInstrument(raw),
    customerId: text(raw.customer_id),
    invoiceId: null,
    status,
    amountReceivedMinor: received,
    tipMinor: minor(raw.tip_money),
    processingFeeMinor: processingFee,
    applicationFeeMinor: applicationFee,
    netMinor: received === null || processingFee === null ? null : received - processingFee - (applicationFee ?? 0),
    orderId: text(raw.order_id),
    locationId: text(raw.location_id),
    appliedTo: [],
    date: null,
    description: text(raw.note),
    latestChargeId: null,
    metadata: metadata({
      location_id: raw.location_id,
      order_id: raw.order_id,
      reference_id: raw.reference_id,
      source_type: raw.source_type,
    }),
    createdAt: isoTime(raw.created_at),
  };
};

/**
 * Square tells the fee of a card a while after the payment, and takes none of what does not pass through it.
 * @returns `null` where it is not known yet
 */
function processingFeeOf(raw: Raw, status: string): number | null {
  const isElsewhere = raw.source_type === 'CASH' || raw.source_type === 'EXTERNAL';
  return feeSum(raw.processing_fee) ?? (isElsewhere && status === 'COMPLETED' ? 0 : null);
}

/** Money that was given back without a payment at Square has no payment. */
export const refunds: Mapper<'refund'> = (raw) => {
  const fee = feeSum(raw.processing_fee);
  return {
    ...money(raw.amount_money),
    paymentId: firstText(raw.payment_id),
    chargeId: null,
    status: text(raw.status),
    reason: text(raw.reason),
    failureReason: null,
    ledgerEntryId: null,
    orderId: firstText(raw.order_id),
    locationId: firstText(raw.location_id),
    // Square writes what it gives back as a fee below zero.
    feeRefundedMinor: fee === null ? null : 0 - fee,
    metadata: metadata({
      destination_type: raw.destination_type,
      terminal_refund_id: raw.terminal_refund_id,
      unlinked: raw.unlinked === true ? 'true' : null,
    }),
    date: null,
    createdAt: isoTime(raw.created_at),
  };
};

/**
 * An invoice is paid in parts, each with an amount and a date: https://developer.squareup.com/docs/invoices-api/overview
 * What it is for is in its order.
 */
export const invoices: Mapper<'invoice'> = (raw) => {
  const parts = items(raw.payment_requests);
  const [due] = parts
    .map((part) => calendarDate(part.due_date))
    .filter((date) => date !== null)
    .sort();
  return {
    amountMinor: sum(parts.map((part) => part.computed_amount_money)),
    currency: money(parts[0]?.computed_amount_money ?? raw.next_payment_amount_money).currency,
    customerId: text(asRecord(raw.primary_recipient).customer_id),
    subscriptionId: text(raw.subscription_id),
    number: text(raw.invoice_number),
    status: text(raw.status),
    subtotalMinor: null,
    taxMinor: null,
    amountPaidMinor: sum(parts.map((part) => part.total_completed_amount_money)),
    // A canceled one is not to be paid, whatever its parts say.
    amountDueMinor: raw.status === 'CANCELED' ? 0 : sumOf(parts.map(remaining)),
    lines: [],
    date:
      calendarDate(raw.sale_or_service_date) ??
      calendarDate(raw.scheduled_at ?? raw.created_at, text(raw.timezone) ?? undefined),
    dueAt: due ?? null,
    createdAt: isoTime(raw.created_at),
  };
};

/**
 * What is left of a part. Cash is rounded to the smallest coin, and what was completed includes the rounding.
 * https://developer.squareup.com/reference/square/objects/InvoicePaymentRequest
 */
function remaining(part: Raw): number | null {
  const requested = minor(part.computed_amount_money);
  const completed = minor(part.total_completed_amount_money) ?? 0;
  const rounding = minor(part.rounding_adjustment_included_money) ?? 0;
  return requested === null ? null : Math.max(0, requested - (completed - rounding));
}

export const disputes: Mapper<'dispute'> = (raw) => ({
  ...money(raw.amount_money),
  paymentId: text(asRecord(raw.disputed_payment).payment_id),
  chargeId: null,
  status: text(raw.state) ?? 'unknown',
  reason: text(raw.reason),
  evidenceDueAt: isoTime(raw.due_at),
  // Square charges none, and has no field for one.
  feeMinor: null,
  createdAt: isoTime(raw.created_at),
});
