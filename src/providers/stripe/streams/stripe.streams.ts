import type Stripe from 'stripe';
import { streamFinder } from '../../kit/provider.adapter.js';
import type { ChangesWalk } from '../../kit/walk.js';
import type { StripeAccess } from '../api/stripe.access.js';
import type { StreamDescription } from '../../provider.port.js';

/** What the SDK's resources have in common: a list of pages and a read by id. */
interface ListedResource {
  list(params: Record<string, unknown>, options: Stripe.RequestOptions): PromiseLike<unknown>;
  retrieve(id: string, params: undefined, options: Stripe.RequestOptions): PromiseLike<unknown>;
}

export interface StripeStream extends StreamDescription {
  feed: 'events' | null;
  /** The `object` field of its objects. */
  object: string;
  /** Under `/v1/`; names the operation that Stripe counts for its rate limit. */
  path: string;
  resource: (stripe: Stripe) => ListedResource;
  /** Parameters without which the list leaves objects out. */
  listParams: Readonly<Record<string, string>>;
  /** Event types whose `data.object` is one of its objects: https://docs.stripe.com/api/events/types */
  eventTypes: readonly string[];
  /** Whether a `*.deleted` event means that the object is gone: a "deleted" subscription is a canceled one. */
  deletable: boolean;
  /** No event tells that an object was created, only what becomes of it. */
  unannounced?: boolean;
  /** When an object that no event will tell about is due to change, epoch seconds; `null`: it will not. */
  settlesAt?: (raw: Record<string, unknown>) => number | null;
}

export type StripeChangesWalk = ChangesWalk<StripeAccess, StripeStream>;

type Row = Partial<StripeStream> & Pick<StripeStream, 'name' | 'shape' | 'resource' | 'eventTypes'>;

function stream(row: Row): StripeStream {
  return {
    domain: 'payments',
    path: row.name,
    object: (row.path ?? row.name).replace(/s$/, ''),
    sliceable: true,
    incremental: 'changes',
    feed: 'events',
    listParams: {},
    deletable: row.eventTypes.some((type) => type.endsWith('.deleted')),
    ...row,
  };
}

function types(prefix: string, ...names: string[]): string[] {
  return names.map((name) => `${prefix}.${name}`);
}

/** Every stream, in the order in which they are best pulled: what others refer to comes first. */
export const STRIPE_STREAMS: readonly StripeStream[] = [
  stream({
    name: 'customers',
    shape: 'customer',
    domain: 'contacts',
    resource: (stripe) => stripe.customers,
    eventTypes: types('customer', 'created', 'updated', 'deleted'),
  }),
  stream({
    name: 'products',
    shape: 'product',
    domain: 'events',
    resource: (stripe) => stripe.products,
    eventTypes: types('product', 'created', 'updated', 'deleted'),
  }),
  stream({
    name: 'prices',
    shape: 'price',
    domain: 'events',
    resource: (stripe) => stripe.prices,
    eventTypes: types('price', 'created', 'updated', 'deleted'),
  }),
  stream({
    name: 'coupons',
    shape: 'discount',
    domain: 'events',
    resource: (stripe) => stripe.coupons,
    eventTypes: types('coupon', 'created', 'updated', 'deleted'),
  }),
  stream({
    name: 'promotion_codes',
    shape: 'discount',
    domain: 'events',
    resource: (stripe) => stripe.promotionCodes,
    eventTypes: types('promotion_code', 'created', 'updated'),
  }),
  stream({
    name: 'tax_rates',
    shape: 'tax_rate',
    domain: 'events',
    resource: (stripe) => stripe.taxRates,
    eventTypes: types('tax_rate', 'created', 'updated'),
  }),
  stream({
    name: 'payment_links',
    shape: 'payment_link',
    domain: 'events',
    sliceable: false,
    resource: (stripe) => stripe.paymentLinks,
    eventTypes: types('payment_link', 'created', 'updated'),
  }),
  stream({
    name: 'subscriptions',
    shape: 'subscription',
    resource: (stripe) => stripe.subscriptions,
    // Without it the canceled ones are left out.
    listParams: { status: 'all' },
    deletable: false,
    eventTypes: [
      ...types('customer.subscription', 'created', 'updated', 'deleted', 'paused', 'resumed', 'trial_will_end'),
      ...types('customer.subscription', 'pending_update_applied', 'pending_update_expired'),
    ],
  }),
  stream({
    name: 'invoices',
    shape: 'invoice',
    resource: (stripe) => stripe.invoices,
    eventTypes: [
      ...types('invoice', 'created', 'updated', 'deleted', 'finalized', 'finalization_failed', 'paid', 'sent'),
      ...types('invoice', 'payment_succeeded', 'payment_failed', 'payment_action_required', 'payment_attempt_required'),
      ...types('invoice', 'voided', 'marked_uncollectible', 'overdue', 'overpaid', 'will_be_due'),
    ],
  }),
  stream({
    name: 'invoice_items',
    shape: 'invoice_item',
    path: 'invoiceitems',
    resource: (stripe) => stripe.invoiceItems,
    eventTypes: types('invoiceitem', 'created', 'deleted'),
  }),
  stream({
    name: 'credit_notes',
    shape: 'credit_note',
    resource: (stripe) => stripe.creditNotes,
    eventTypes: types('credit_note', 'created', 'updated', 'voided'),
  }),
  stream({
    name: 'payments',
    shape: 'payment',
    path: 'payment_intents',
    resource: (stripe) => stripe.paymentIntents,
    eventTypes: [
      ...types('payment_intent', 'created', 'processing', 'requires_action', 'amount_capturable_updated'),
      ...types('payment_intent', 'partially_funded', 'payment_failed', 'succeeded', 'canceled'),
    ],
  }),
  stream({
    name: 'setup_intents',
    shape: 'setup',
    resource: (stripe) => stripe.setupIntents,
    eventTypes: types('setup_intent', 'created', 'requires_action', 'setup_failed', 'succeeded', 'canceled'),
  }),
  stream({
    name: 'charges',
    shape: 'charge',
    resource: (stripe) => stripe.charges,
    eventTypes: types('charge', 'pending', 'succeeded', 'failed', 'captured', 'expired', 'refunded', 'updated'),
  }),
  stream({
    name: 'refunds',
    shape: 'refund',
    resource: (stripe) => stripe.refunds,
    eventTypes: [...types('refund', 'created', 'updated', 'failed'), 'charge.refund.updated'],
  }),
  stream({
    name: 'disputes',
    shape: 'dispute',
    resource: (stripe) => stripe.disputes,
    eventTypes: types('charge.dispute', 'created', 'updated', 'closed', 'funds_reinstated', 'funds_withdrawn'),
  }),
  stream({
    name: 'balance_transactions',
    shape: 'ledger_entry',
    // No event reports them. They are never edited, but go from pending to available.
    feed: null,
    eventTypes: [],
    resource: (stripe) => stripe.balanceTransactions,
    settlesAt: (raw) => (raw.status === 'pending' && typeof raw.available_on === 'number' ? raw.available_on : null),
  }),
  stream({
    name: 'payouts',
    shape: 'payout',
    resource: (stripe) => stripe.payouts,
    eventTypes: types('payout', 'created', 'updated', 'paid', 'failed', 'canceled', 'reconciliation_completed'),
  }),
  stream({
    name: 'transfers',
    shape: 'transfer',
    resource: (stripe) => stripe.transfers,
    eventTypes: types('transfer', 'created', 'updated', 'reversed'),
  }),
  stream({
    name: 'application_fees',
    shape: 'fee',
    resource: (stripe) => stripe.applicationFees,
    eventTypes: types('application_fee', 'created', 'refunded'),
  }),
  stream({
    name: 'checkout_sessions',
    shape: 'checkout',
    path: 'checkout/sessions',
    object: 'checkout.session',
    unannounced: true,
    resource: (stripe) => stripe.checkout.sessions,
    eventTypes: types('checkout.session', 'completed', 'expired', 'async_payment_succeeded', 'async_payment_failed'),
  }),
  stream({
    name: 'quotes',
    shape: 'quote',
    sliceable: false,
    resource: (stripe) => stripe.quotes,
    eventTypes: types('quote', 'created', 'finalized', 'accepted', 'canceled'),
  }),
];

/** By the `object` field; an event's type does not tell it: `charge.dispute.created` carries a dispute. */
export const streamOfObject = streamFinder(STRIPE_STREAMS, ({ object }) => object);
