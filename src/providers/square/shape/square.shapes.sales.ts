import { decimal, asRecord, isoTime, items, metadata, text, firstText } from '../../kit/fields.js';
import { minor, money, sum } from './square.fields.js';
import { line } from '../../kit/line.js';
import type { Mapper } from '../../kit/normaliser.js';

export const orders: Mapper<'order'> = (raw) => ({
  customerId: text(raw.customer_id),
  locationId: text(raw.location_id),
  status: text(raw.state),
  totalMinor: minor(raw.total_money),
  taxMinor: minor(raw.total_tax_money),
  discountMinor: minor(raw.total_discount_money),
  currency: money(raw.total_money).currency,
  lines: items(raw.line_items).map((sold) =>
    line({
      productId: text(sold.catalog_object_id),
      description: firstText(sold.name, sold.note),
      quantity: decimal(sold.quantity),
      totalMinor: minor(sold.total_money),
    }),
  ),
  closedAt: isoTime(raw.closed_at),
  createdAt: isoTime(raw.created_at),
});

export const payments: Mapper<'payment'> = (raw) => {
  const status = text(raw.status) ?? 'unknown';
  const total = money(raw.total_money ?? raw.amount_money);
  return {
    ...total,
    customerId: text(raw.customer_id),
    invoiceId: null,
    status,
    amountReceivedMinor: status === 'COMPLETED' ? total.amountMinor : 0,
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

export const refunds: Mapper<'refund'> = (raw) => ({
  ...money(raw.amount_money),
  paymentId: text(raw.payment_id),
  chargeId: null,
  status: text(raw.status),
  reason: text(raw.reason),
  createdAt: isoTime(raw.created_at),
});

/** An invoice is paid in parts, each with an amount and a date: https://developer.squareup.com/docs/invoices-api/overview */
export const invoices: Mapper<'invoice'> = (raw) => {
  const parts = items(raw.payment_requests);
  const total = sum(parts.map((part) => part.computed_amount_money));
  const paid = sum(parts.map((part) => part.total_completed_amount_money));
  const [due] = parts
    .map((part) => isoTime(part.due_date))
    .filter((date) => date !== null)
    .sort();
  return {
    amountMinor: total,
    currency: money(parts[0]?.computed_amount_money ?? raw.next_payment_amount_money).currency,
    customerId: text(asRecord(raw.primary_recipient).customer_id),
    subscriptionId: text(raw.subscription_id),
    number: text(raw.invoice_number),
    status: text(raw.status),
    subtotalMinor: null,
    taxMinor: null,
    amountPaidMinor: paid,
    amountDueMinor: total === null ? null : total - (paid ?? 0),
    dueAt: due ?? null,
    createdAt: isoTime(raw.created_at),
  };
};

export const disputes: Mapper<'dispute'> = (raw) => ({
  ...money(raw.amount_money),
  paymentId: text(asRecord(raw.disputed_payment).payment_id),
  chargeId: null,
  status: text(raw.state) ?? 'unknown',
  reason: text(raw.reason),
  evidenceDueAt: isoTime(raw.due_at),
  createdAt: isoTime(raw.created_at),
});
