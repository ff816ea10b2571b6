import { epochTime, flag, asRecord, integer, items, text } from '../../kit/fields.js';
import { idOf, minor, money } from './stripe.fields.js';
import { currencyCode } from '../../kit/currency.js';

import type { Mapper } from '../../kit/normaliser.js';

export const subscriptions: Mapper<'subscription'> = (raw) => ({
  customerId: idOf(raw.customer),
  status: text(raw.status) ?? 'unknown',
  currency: currencyCode(raw.currency),
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
  amountDueMinor: minor(raw.amount_due, raw.currency),
  dueAt: epochTime(raw.due_date),
  createdAt: epochTime(raw.created),
});

/** A list of taxes since 2025, one sum before. */
function invoiceTax(raw: Record<string, unknown>): number | null {
  if (!Array.isArray(raw.total_taxes)) return minor(raw.tax, raw.currency);
  const sum = items(raw.total_taxes).reduce((total, tax) => total + (integer(tax.amount) ?? 0), 0);
  return minor(sum, raw.currency);
}

export const invoice_items: Mapper<'invoice_item'> = (raw) => ({
  ...money(raw.amount, raw.currency),
  customerId: idOf(raw.customer),
  invoiceId: idOf(raw.invoice),
  description: text(raw.description),
  quantity: integer(raw.quantity),
  createdAt: epochTime(raw.date ?? raw.created),
});

export const credit_notes: Mapper<'credit_note'> = (raw) => ({
  ...money(raw.amount ?? raw.total, raw.currency),
  customerId: idOf(raw.customer),
  invoiceId: idOf(raw.invoice),
  status: text(raw.status),
  reason: text(raw.reason),
  createdAt: epochTime(raw.created),
});

export const checkout_sessions: Mapper<'checkout'> = (raw) => ({
  customerId: idOf(raw.customer),
  paymentId: idOf(raw.payment_intent),
  status: text(raw.status),
  paymentStatus: text(raw.payment_status),
  totalMinor: minor(raw.amount_total, raw.currency),
  currency: currencyCode(raw.currency),
  createdAt: epochTime(raw.created),
});

export const quotes: Mapper<'quote'> = (raw) => ({
  customerId: idOf(raw.customer),
  status: text(raw.status) ?? 'unknown',
  totalMinor: minor(raw.amount_total, raw.currency),
  currency: currencyCode(raw.currency),
  expiresAt: epochTime(raw.expires_at),
  createdAt: epochTime(raw.created),
});
