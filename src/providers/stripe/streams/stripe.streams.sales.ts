import { JOINED } from '../../record-batch.js';
import { MOST_OLD_ACCOUNTS, stream, types, type StripeStream } from './stripe.stream.js';
import { DAY } from './stripe.times.js';

export const SALES_STREAMS: readonly StripeStream[] = [
  stream({
    name: 'subscriptions',
    shape: 'subscription',
    snapshotsSince: MOST_OLD_ACCOUNTS,
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
    snapshotsSince: MOST_OLD_ACCOUNTS,
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
    snapshotsSince: MOST_OLD_ACCOUNTS,
    path: 'invoiceitems',
    resource: (stripe) => stripe.invoiceItems,
    eventTypes: types('invoiceitem', 'created', 'deleted'),
    staleness: {
      unseen: 'A change of an item has no event, and a pending item gets its invoice without one.',
      withinSeconds: DAY,
      // Pending items are invoiced with the next period of their subscription, which is seldom longer than a quarter.
      reachSeconds: 100 * DAY,
    },
  }),
  stream({
    name: 'credit_notes',
    shape: 'credit_note',
    snapshotsSince: MOST_OLD_ACCOUNTS,
    resource: (stripe) => stripe.creditNotes,
    eventTypes: types('credit_note', 'created', 'updated', 'voided'),
  }),
  stream({
    name: 'checkout_sessions',
    shape: 'checkout',
    snapshotsSince: MOST_OLD_ACCOUNTS,
    path: 'checkout/sessions',
    object: 'checkout.session',
    unannounced: true,
    resource: (stripe) => stripe.checkout.sessions,
    eventTypes: types('checkout.session', 'completed', 'expired', 'async_payment_succeeded', 'async_payment_failed'),
    expand: ['line_items'],
    // They stay as they are once the session is over, and events are without them.
    fold: ({ line_items: lines, ...raw }) => ({ ...raw, [JOINED]: { line_items: lines ?? null } }),
    lists: { line_items: (id) => `/v1/checkout/sessions/${id}/line_items` },
    staleness: {
      unseen: 'What changes in an open session, and the metadata of any, has no event.',
      withinSeconds: DAY,
      // A session is open for a day at most.
      reachSeconds: 7 * DAY,
    },
  }),
  stream({
    name: 'quotes',
    shape: 'quote',
    snapshotsSince: MOST_OLD_ACCOUNTS,
    sliceable: false,
    resource: (stripe) => stripe.quotes,
    eventTypes: types('quote', 'created', 'finalized', 'accepted', 'canceled'),
    staleness: { unseen: 'A change of a draft has no event.', withinSeconds: DAY },
  }),
];
