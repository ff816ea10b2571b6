import type { StreamName, StripeObject } from '../stripe.stream.js';

const CREATED: Partial<Record<StreamName, string>> = {
  customers: 'customer.created',
  products: 'product.created',
  prices: 'price.created',
  coupons: 'coupon.created',
  promotion_codes: 'promotion_code.created',
  subscriptions: 'customer.subscription.created',
  invoices: 'invoice.created',
  invoice_items: 'invoiceitem.created',
  credit_notes: 'credit_note.created',
  payments: 'payment_intent.created',
  setup_intents: 'setup_intent.created',
  refunds: 'refund.created',
  disputes: 'charge.dispute.created',
  payouts: 'payout.created',
  transfers: 'transfer.created',
  application_fees: 'application_fee.created',
  payment_links: 'payment_link.created',
  quotes: 'quote.created',
  tax_rates: 'tax_rate.created',
  payment_methods: 'payment_method.attached',
  early_fraud_warnings: 'radar.early_fraud_warning.created',
};

const DELETED: Partial<Record<StreamName, string>> = {
  customers: 'customer.deleted',
  products: 'product.deleted',
  prices: 'price.deleted',
  coupons: 'coupon.deleted',
  invoices: 'invoice.deleted',
  invoice_items: 'invoiceitem.deleted',
};

/** Only these have a general "something changed" event. The others are told by their transitions, or not at all. */
const UPDATED: Partial<Record<StreamName, readonly string[]>> = {
  customers: ['customer.updated'],
  products: ['product.updated'],
  prices: ['price.updated'],
  coupons: ['coupon.updated'],
  promotion_codes: ['promotion_code.updated'],
  subscriptions: ['customer.subscription.updated'],
  invoices: ['invoice.updated'],
  credit_notes: ['credit_note.updated'],
  charges: ['charge.updated'],
  refunds: ['refund.updated', 'charge.refund.updated'],
  disputes: ['charge.dispute.updated'],
  payouts: ['payout.updated'],
  transfers: ['transfer.updated'],
  payment_links: ['payment_link.updated'],
  tax_rates: ['tax_rate.updated'],
  early_fraud_warnings: ['radar.early_fraud_warning.updated'],
};

const BY_STATUS: Partial<Record<StreamName, Record<string, readonly string[]>>> = {
  invoices: {
    open: ['invoice.finalized'],
    paid: ['invoice.paid', 'invoice.payment_succeeded'],
    void: ['invoice.voided'],
    uncollectible: ['invoice.marked_uncollectible'],
  },
  credit_notes: { void: ['credit_note.voided'] },
  payments: {
    succeeded: ['payment_intent.succeeded'],
    canceled: ['payment_intent.canceled'],
    processing: ['payment_intent.processing'],
    requires_action: ['payment_intent.requires_action'],
    requires_capture: ['payment_intent.amount_capturable_updated'],
  },
  setup_intents: {
    succeeded: ['setup_intent.succeeded'],
    canceled: ['setup_intent.canceled'],
    requires_action: ['setup_intent.requires_action'],
  },
  refunds: { failed: ['refund.failed'] },
  invoice_payments: { paid: ['invoice_payment.paid'] },
  disputes: { won: ['charge.dispute.closed'], lost: ['charge.dispute.closed'] },
  payouts: { paid: ['payout.paid'], failed: ['payout.failed'], canceled: ['payout.canceled'] },
  checkout_sessions: { complete: ['checkout.session.completed'], expired: ['checkout.session.expired'] },
  quotes: { open: ['quote.finalized'], accepted: ['quote.accepted'], canceled: ['quote.canceled'] },
};

export function createdEvents(stream: StreamName, object: StripeObject): string[] {
  if (stream === 'charges') return [`charge.${String(object.status)}`];
  if (stream === 'invoice_payments') return object.status === 'paid' ? ['invoice_payment.paid'] : [];
  const type = CREATED[stream];
  return type ? [type] : [];
}

export function deletedEvents(stream: StreamName): string[] {
  const type = DELETED[stream];
  return type ? [type] : [];
}

export const canBeDeleted = (stream: StreamName): boolean => DELETED[stream] !== undefined;

export function updatedEvents(stream: StreamName, before: StripeObject, after: StripeObject): string[] {
  const moved = before.status !== after.status;
  if (stream === 'subscriptions' && moved && after.status === 'canceled') return ['customer.subscription.deleted'];
  return [
    ...(UPDATED[stream] ?? []),
    ...(moved ? (BY_STATUS[stream]?.[String(after.status)] ?? []) : []),
    ...otherTransitions(stream, before, after),
  ];
}

function otherTransitions(stream: StreamName, before: StripeObject, after: StripeObject): string[] {
  const grew = (field: string): boolean => Number(after[field] ?? 0) > Number(before[field] ?? 0);
  const appeared = (field: string): boolean => after[field] !== null && after[field] !== before[field];
  const settled = (field: string, value: unknown): boolean => after[field] === value && before[field] !== value;
  if (stream === 'charges') {
    if (grew('amount_refunded')) return ['charge.refunded'];
    return settled('captured', true) ? ['charge.captured'] : [];
  }
  if (stream === 'payouts' && settled('reconciliation_status', 'completed')) return ['payout.reconciliation_completed'];
  if (stream === 'payment_methods') {
    if (after.customer === null) return ['payment_method.detached'];
    return [before.customer === null ? 'payment_method.attached' : 'payment_method.updated'];
  }
  if (stream === 'subscriptions') {
    if (settled('status', 'paused')) return ['customer.subscription.paused'];
    if (before.status === 'paused' && after.status !== 'paused') return ['customer.subscription.resumed'];
    return before.pending_update && !after.pending_update ? ['customer.subscription.pending_update_applied'] : [];
  }
  if (stream === 'invoices') {
    if (grew('amount_overpaid')) return ['invoice.overpaid'];
    return grew('attempt_count') && after.status === 'open' ? ['invoice.payment_failed'] : [];
  }
  if (stream === 'disputes' && (settled('status', 'won') || settled('status', 'lost'))) {
    return after.status === 'won' ? ['charge.dispute.funds_reinstated'] : ['charge.dispute.funds_withdrawn'];
  }
  if (stream === 'transfers' && grew('amount_reversed')) return ['transfer.reversed'];
  if (stream === 'application_fees' && grew('amount_refunded')) return ['application_fee.refunded'];
  if (stream === 'payments' && appeared('last_payment_error')) return ['payment_intent.payment_failed'];
  if (stream === 'setup_intents' && appeared('last_setup_error')) return ['setup_intent.setup_failed'];
  const paidLater = stream === 'checkout_sessions' && before.status === 'complete' && before.payment_status !== 'paid';
  return paidLater && after.payment_status === 'paid' ? ['checkout.session.async_payment_succeeded'] : [];
}
