import type { StreamName, StripeObject } from '../stripe.stream.js';

type Patch = (object: StripeObject, now: number) => Record<string, unknown>;

const moved = (field: string, object: StripeObject, now: number) => ({
  status_transitions: { ...(object.status_transitions as object), [field]: now },
});

/** `POST /v1/<path>/:id/<action>`: what each does to its object. */
export const ACTIONS: Partial<Record<StreamName, Record<string, Patch>>> = {
  invoices: {
    finalize: (invoice, now) => ({
      status: 'open',
      auto_advance: false,
      effective_at: now,
      ...moved('finalized_at', invoice, now),
    }),
    pay: (invoice, now) => ({
      status: 'paid',
      amount_paid: invoice.amount_due,
      amount_remaining: 0,
      attempted: true,
      ...moved('paid_at', invoice, now),
    }),
    void: (invoice, now) => ({ status: 'void', ...moved('voided_at', invoice, now) }),
    mark_uncollectible: (invoice, now) => ({
      status: 'uncollectible',
      ...moved('marked_uncollectible_at', invoice, now),
    }),
    send: () => ({ attempted: true }),
  },
  payments: {
    cancel: (_payment, now) => ({ status: 'canceled', canceled_at: now, cancellation_reason: 'requested_by_customer' }),
    confirm: (payment) => ({ status: 'succeeded', amount_received: payment.amount }),
    capture: (payment) => ({ status: 'succeeded', amount_received: payment.amount, amount_capturable: 0 }),
  },
  setup_intents: {
    cancel: () => ({ status: 'canceled', cancellation_reason: 'requested_by_customer' }),
    confirm: () => ({ status: 'succeeded' }),
  },
  credit_notes: { void: (_note, now) => ({ status: 'void', voided_at: now }) },
  quotes: {
    finalize: (quote, now) => ({ status: 'open', ...moved('finalized_at', quote, now) }),
    accept: (quote, now) => ({ status: 'accepted', ...moved('accepted_at', quote, now) }),
    cancel: (quote, now) => ({ status: 'canceled', ...moved('canceled_at', quote, now) }),
  },
  checkout_sessions: { expire: () => ({ status: 'expired', url: null }) },
  disputes: { close: () => ({ status: 'lost' }) },
  payouts: { cancel: () => ({ status: 'canceled' }) },
};

export const cancellation = (now: number): Record<string, unknown> => ({
  status: 'canceled',
  canceled_at: now,
  ended_at: now,
  cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: 'cancellation_requested' },
});
