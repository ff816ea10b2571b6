import { calendarDate, decimal, epochTime, flag, asRecord, integer, items, text } from '../../kit/fields.js';
import { idOf, isOver, minor, minorSum, money } from './stripe.fields.js';
import { JOINED } from '../../record-batch.js';
import { checkoutLines, invoiceLines } from './stripe.lines.js';
import { currencyCode } from '../../kit/currency.js';

import type { Mapper } from '../../kit/normaliser.js';

export const subscriptions: Mapper<'subscription'> = (raw) => ({
  customerId: idOf(raw.customer),
  status: text(raw.status) ?? 'unknown',
  // Subscriptions of before 2022 say it only in their prices.
  currency: currencyCode(raw.currency ?? asRecord(items(asRecord(raw.items).data)[0]?.price).currency),
  items: items(asRecord(raw.items).data).map((item) => ({
    id: text(item.id) ?? '',
    priceId: idOf(item.price),
    productId: idOf(asRecord(item.price).product),
    quantity: integer(item.quantity),
  })),
  startedAt: epochTime(raw.start_date),
  cancelAtPeriodEnd: flag(raw.cancel_at_period_end),
  canceledAt: epochTime(raw.canceled_at),
  endedAt: epochTime(raw.ended_at),
  createdAt: epochTime(raw.created),
});

export const invoices: Mapper<'invoice'> = (raw) => ({
  ...money(raw.total, raw.currency),
  customerId: idOf(raw.customer),
  // Before 2025 it was a field of the invoice itself.
  subscriptionId: idOf(asRecord(asRecord(raw.parent).subscription_details).subscription ?? raw.subscription),
  number: text(raw.number),
  status: text(raw.status),
  subtotalMinor: minor(raw.subtotal, raw.currency),
  taxMinor: invoiceTax(raw),
  amountPaidMinor: minor(raw.amount_paid, raw.currency),
  amountDueMinor: minor(amountRemaining(raw), raw.currency),
  lines: invoiceLines(raw.lines, raw.currency),
  date: calendarDate(raw.effective_at ?? asRecord(raw.status_transitions).finalized_at ?? raw.created),
  dueAt: calendarDate(raw.due_date),
  createdAt: epochTime(raw.created),
});

/** What a voided invoice has asked for stays in its amounts, and it is not to be paid. */
function amountRemaining({ status, amount_remaining, amount_due, amount_paid }: Record<string, unknown>): unknown {
  if (status === 'void') return 0;
  if (amount_remaining !== undefined) return amount_remaining;
  return typeof amount_due === 'number' && typeof amount_paid === 'number' ? amount_due - amount_paid : null;
}

/** A list of taxes since 2025, one sum before. */
function invoiceTax(raw: Record<string, unknown>): number | null {
  return minorSum(raw.total_taxes, 'amount', raw.currency) ?? minor(raw.tax, raw.currency);
}

export const invoice_items: Mapper<'invoice_item'> = (raw) => ({
  ...money(raw.amount, raw.currency),
  customerId: idOf(raw.customer),
  invoiceId: idOf(raw.invoice),
  description: text(raw.description),
  quantity: decimal(raw.quantity_decimal ?? raw.quantity),
  createdAt: epochTime(raw.date ?? raw.created),
});

export const credit_notes: Mapper<'credit_note'> = (raw) => ({
  ...money(raw.amount ?? raw.total, raw.currency),
  customerId: idOf(raw.customer),
  invoiceId: idOf(raw.invoice),
  status: text(raw.status),
  reason: text(raw.reason),
  date: calendarDate(raw.effective_at ?? raw.created),
  createdAt: epochTime(raw.created),
});

export const checkout_sessions: Mapper<'checkout'> = (raw, at) => ({
  customerId: idOf(raw.customer),
  paymentId: idOf(raw.payment_intent),
  status: raw.status === 'open' && isOver(raw.expires_at, at) ? 'expired' : text(raw.status),
  paymentStatus: text(raw.payment_status),
  totalMinor: minor(raw.amount_total, raw.currency),
  currency: currencyCode(raw.currency),
  lines: checkoutLines(asRecord(raw[JOINED]).line_items ?? raw.line_items),
  expiresAt: epochTime(raw.expires_at),
  createdAt: epochTime(raw.created),
});

export const quotes: Mapper<'quote'> = (raw, at) => ({
  customerId: idOf(raw.customer),
  // Stripe cancels what is not accepted in time.
  status: isUndecided(raw.status) && isOver(raw.expires_at, at) ? 'canceled' : (text(raw.status) ?? 'unknown'),
  totalMinor: minor(raw.amount_total, raw.currency),
  currency: currencyCode(raw.currency),
  expiresAt: epochTime(raw.expires_at),
  createdAt: epochTime(raw.created),
});

function isUndecided(status: unknown): boolean {
  return status === 'open' || status === 'draft';
}
