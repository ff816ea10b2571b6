import type { SeededRandom } from '../../common/seeded.random.js';
import { declined } from '../dataset/payment.objects.js';
import type { StreamName, StripeObject } from '../stripe.stream.js';

type Patch = Record<string, unknown> | null;
type Mutation = (object: StripeObject, random: SeededRandom, now: number) => Patch;

const note = (random: SeededRandom): Record<string, unknown> => ({
  metadata: { touched: String(random.integer(1e9)) },
});
const oneOf = (random: SeededRandom, ...patches: Record<string, unknown>[]): Patch =>
  patches[random.integer(patches.length)]!;

/**
 * A change that each kind of object plausibly goes through AND that Stripe reports by an event. Null: this object
 * cannot change any more, try another one.
 */
export const MUTATIONS: Partial<Record<StreamName, Mutation>> = {
  customers: (_customer, random) =>
    oneOf(
      random,
      { email: `moved.${random.integer(1e9)}@example.net` },
      { phone: `+4420${random.integer(9e7)}` },
      { name: `Renamed ${random.integer(1e6)}` },
      { balance: -random.integer(9000) },
      note(random),
    ),
  products: (product, random) =>
    oneOf(random, { name: `Relabelled ${random.integer(1e6)}` }, { active: !product.active }),
  prices: (price, random) => oneOf(random, { nickname: `Tier ${random.integer(1e6)}` }, { active: !price.active }),
  coupons: (_coupon, random) => ({ name: `Offer ${random.integer(1e6)}` }),
  promotion_codes: (code, random) => oneOf(random, { active: !code.active }, note(random)),
  subscriptions: (subscription, random, now) => {
    if (subscription.status === 'canceled') return null;
    const canceled = { status: 'canceled', canceled_at: now, ended_at: now };
    return random.integer(6) === 0
      ? canceled
      : oneOf(random, { cancel_at_period_end: !subscription.cancel_at_period_end }, note(random));
  },
  invoices: (invoice, random, now) => {
    if (invoice.status !== 'open') return note(random);
    const transitions = { ...(invoice.status_transitions as object), paid_at: now };
    return { status: 'paid', amount_paid: invoice.amount_due, amount_remaining: 0, status_transitions: transitions };
  },
  credit_notes: (creditNote, random, now) =>
    creditNote.status === 'issued' && random.integer(4) === 0
      ? { status: 'void', voided_at: now }
      : { memo: `Memo ${random.integer(1e6)}` },
  payments: (payment, random, now) => {
    if (payment.status !== 'requires_payment_method') return null;
    if (random.integer(8) === 0) return { status: 'canceled', canceled_at: now, cancellation_reason: 'abandoned' };
    return {
      last_payment_error: { ...declined(), message: `Declined, attempt ${random.integer(1e6)}.` },
    };
  },
  setup_intents: (intent, random) => {
    if (intent.status !== 'requires_payment_method') return null;
    if (random.integer(8) === 0) return { status: 'canceled', cancellation_reason: 'abandoned' };
    return { last_setup_error: { ...declined(), message: `Declined, attempt ${random.integer(1e6)}.` } };
  },
  charges: (_charge, random) => oneOf(random, { description: `Sale ${random.integer(1e6)}` }, note(random)),
  refunds: (refund, random) => (refund.status === 'pending' ? { status: 'succeeded' } : note(random)),
  disputes: (dispute, random) =>
    dispute.status === 'under_review' ? { status: random.integer(2) === 0 ? 'won' : 'lost' } : note(random),
  payouts: (payout, random) => (payout.status === 'in_transit' ? { status: 'paid' } : note(random)),
  transfers: (_transfer, random) => oneOf(random, { description: `Share ${random.integer(1e6)}` }, note(random)),
  application_fees: (fee) => {
    const refunded = Math.min(Number(fee.amount), Number(fee.amount_refunded) + 1);
    return fee.refunded ? null : { amount_refunded: refunded, refunded: refunded === fee.amount };
  },
  checkout_sessions: (session, random) => {
    if (session.status !== 'open') return null;
    return random.integer(3) === 0
      ? { status: 'expired', url: null }
      : { status: 'complete', payment_status: 'paid', url: null };
  },
  payment_links: (link, random) => oneOf(random, { active: !link.active }, note(random)),
  quotes: (quote, random, now) => {
    const transitions = quote.status_transitions as object;
    if (quote.status === 'draft') return { status: 'open', status_transitions: { ...transitions, finalized_at: now } };
    if (quote.status !== 'open') return null;
    return random.integer(2) === 0
      ? { status: 'accepted', status_transitions: { ...transitions, accepted_at: now } }
      : { status: 'canceled', status_transitions: { ...transitions, canceled_at: now } };
  },
  tax_rates: (rate, random) => oneOf(random, { active: !rate.active }, { description: `Rate ${random.integer(1e6)}` }),
  balance_transactions: (line) => (line.status === 'pending' ? { status: 'available' } : null),
};

/** Streams in which a random change is looked for when none are named; a ledger line changes without any event. */
export const MUTABLE = (Object.keys(MUTATIONS) as StreamName[]).filter((stream) => stream !== 'balance_transactions');

/** New charges without a payment would break the account's sums, so they are left to the named calls. */
export const CREATABLE: readonly StreamName[] = [
  'customers',
  'products',
  'prices',
  'coupons',
  'promotion_codes',
  'subscriptions',
  'invoices',
  'invoice_items',
  'payments',
  'setup_intents',
  'refunds',
  'transfers',
  'checkout_sessions',
  'payment_links',
  'quotes',
  'tax_rates',
];

export const DELETABLE: readonly StreamName[] = ['customers', 'products', 'coupons', 'invoices', 'invoice_items'];
