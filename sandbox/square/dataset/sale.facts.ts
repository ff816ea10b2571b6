import type { Dataset } from './dataset.js';
import { currencyAt, locationOfSale } from './location.objects.js';
import { price } from './shop.words.js';
import { DAY, HOUR } from './square.time.js';

interface SaleLine {
  /** Place of the variation among all variations. */
  variation: number;
  quantity: number;
  price: number;
}

export interface OrderFacts {
  created: number;
  location: number;
  currency: string;
  lines: SaleLine[];
  subtotal: number;
  tax: number;
  total: number;
  /** Index, or -1 for a guest. */
  customer: number;
}

export function orderLocation(data: Dataset, index: number): number {
  return locationOfSale(data, (index + 0.5) / Math.max(1, data.counts.orders), data.hash('orders', index, 24));
}

export function orderFacts(data: Dataset, index: number): OrderFacts {
  const hash = data.hash('orders', index, 20);
  const location = orderLocation(data, index);
  const currency = currencyAt(location);
  const [invoice, endInvoice] = data.children('invoices', 'orders', index);
  const lines: SaleLine[] = [];
  let subtotal = 0;
  for (let line = 0; line <= hash % 3; line += 1) {
    const draw = data.hash('orders', index, 30 + line);
    const quantity = 1 + (draw % 3);
    const each = price(draw, currency);
    lines.push({ variation: draw >>> 3, quantity, price: each });
    subtotal += quantity * each;
  }
  const tax = hash % 2 === 0 ? Math.round(subtotal * 0.08) : 0;
  const isGuest = endInvoice <= invoice && (hash >>> 4) % 4 === 0;
  return {
    created: data.moment('orders', index),
    location,
    currency,
    lines,
    subtotal,
    tax,
    total: subtotal + tax,
    customer: isGuest ? -1 : data.earlier('customers', 'orders', index, 7),
  };
}

export interface PaymentBase {
  /** Index, or -1. */
  order: number;
  location: number;
  currency: string;
  amount: number;
  customer: number;
  created: number;
}

/** Several payments of one order share its total. */
export function paymentBase(data: Dataset, index: number): PaymentBase {
  const order = data.parent('payments', 'orders', index);
  const of = orderFacts(data, Math.max(0, order));
  const [first, end] = data.children('payments', 'orders', Math.max(0, order));
  const shares = order < 0 ? 1 : end - first;
  const share = Math.floor(of.total / shares);
  const amount = order >= 0 && index === end - 1 ? of.total - share * (shares - 1) : share;
  const delay = 1000 + (data.hash('payments', index, 25) % 4000);
  const start = order < 0 ? data.moment('payments', index) : of.created;
  const { location, currency, customer } = of;
  return { order, location, currency, amount, customer, created: data.after(start, delay) };
}

export function paymentLocation(data: Dataset, index: number): number {
  return orderLocation(data, Math.max(0, data.parent('payments', 'orders', index)));
}

export type PaymentStatus = 'APPROVED' | 'COMPLETED' | 'CANCELED' | 'FAILED';

const has = ([first, end]: [number, number]): boolean => end > first;

export function paymentStatus(data: Dataset, index: number): PaymentStatus {
  if (has(data.children('refunds', 'payments', index)) || has(data.children('disputes', 'payments', index))) {
    return 'COMPLETED';
  }
  const draw = data.hash('payments', index, 21) % 100;
  if (draw < 92) return 'COMPLETED';
  if (draw < 95) return 'APPROVED';
  return draw < 97 ? 'CANCELED' : 'FAILED';
}

export type PaymentSource = 'CARD' | 'CASH' | 'EXTERNAL' | 'WALLET';

export function paymentSource(data: Dataset, index: number): PaymentSource {
  const draw = data.hash('payments', index, 22) % 100;
  if (has(data.children('disputes', 'payments', index)) || paymentStatus(data, index) !== 'COMPLETED') return 'CARD';
  if (draw < 75) return 'CARD';
  if (draw < 87) return 'CASH';
  return draw < 92 ? 'EXTERNAL' : 'WALLET';
}

export const isSettled = (source: PaymentSource): boolean => source === 'CARD' || source === 'WALLET';

export const feeOf = (amount: number): number => Math.round(amount * 0.026) + Math.min(10, Math.floor(amount / 50));

export interface RefundFacts {
  payment: number;
  amount: number;
  status: 'COMPLETED' | 'PENDING' | 'FAILED' | 'REJECTED';
  created: number;
  updated: number;
  base: PaymentBase;
}

/** Refunds of one payment share it, so that they never exceed it. */
export function refundFacts(data: Dataset, index: number): RefundFacts {
  const payment = data.parent('refunds', 'payments', index);
  const base = paymentBase(data, Math.max(0, payment));
  const [first, end] = data.children('refunds', 'payments', Math.max(0, payment));
  const share = Math.max(1, Math.floor(base.amount / Math.max(1, end - first)));
  const hash = data.hash('refunds', index, 20);
  const created = data.after(base.created, HOUR + ((hash >>> 3) % (20 * DAY)));
  const draw = hash % 100;
  const status = draw < 90 ? 'COMPLETED' : draw < 94 ? 'PENDING' : draw < 97 ? 'FAILED' : 'REJECTED';
  const amount = (hash >>> 7) % 5 < 2 ? Math.max(1, Math.floor(share / 2)) : share;
  return { payment, amount, status, created, updated: data.after(created, hash % 60_000), base };
}

export interface PaymentFacts extends PaymentBase {
  status: PaymentStatus;
  source: PaymentSource;
  refunded: number;
  refunds: [number, number];
  updated: number;
}

export function paymentFacts(data: Dataset, index: number): PaymentFacts {
  const base = paymentBase(data, index);
  const refunds = data.children('refunds', 'payments', index);
  let updated = data.after(base.created, data.hash('payments', index, 26) % 2000);
  let refunded = 0;
  for (let refund = refunds[0]; refund < refunds[1]; refund += 1) {
    const facts = refundFacts(data, refund);
    if (facts.status === 'COMPLETED' || facts.status === 'PENDING') refunded += facts.amount;
    updated = Math.max(updated, facts.updated);
  }
  // Named one by one: a spread costs several times as much, and every list and every payout goes through here.
  return {
    order: base.order,
    location: base.location,
    currency: base.currency,
    amount: base.amount,
    customer: base.customer,
    created: base.created,
    status: paymentStatus(data, index),
    source: paymentSource(data, index),
    refunded,
    refunds,
    updated,
  };
}
