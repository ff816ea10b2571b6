import { MOST_OLD_ACCOUNTS, stream, types, type StripeStream } from './stripe.stream.js';
import { DAY } from './stripe.times.js';

/** The metadata of a payment is corrected while the order is fresh. */
const CORRECTED_WITHIN = 30 * DAY;

export const PAYMENT_STREAMS: readonly StripeStream[] = [
  stream({
    name: 'payments',
    shape: 'payment',
    snapshotsSince: MOST_OLD_ACCOUNTS,
    path: 'payment_intents',
    resource: (stripe) => stripe.paymentIntents,
    eventTypes: [
      ...types('payment_intent', 'created', 'processing', 'requires_action', 'amount_capturable_updated'),
      ...types('payment_intent', 'partially_funded', 'payment_failed', 'succeeded', 'canceled'),
      // It says which invoice a payment has settled, which the payment itself does not.
      'invoice_payment.paid',
    ],
    staleness: {
      unseen: 'A change of the metadata or description alone has no event.',
      withinSeconds: DAY,
      reachSeconds: CORRECTED_WITHIN,
    },
  }),
  stream({
    name: 'invoice_payments',
    shape: 'invoice_payment',
    snapshotsSince: '2025-03-31',
    resource: (stripe) => stripe.invoicePayments,
    eventTypes: types('invoice_payment', 'paid'),
    staleness: {
      unseen: 'Only payments that were made have an event, not those that are open or were canceled.',
      withinSeconds: DAY,
      reachSeconds: 100 * DAY,
    },
  }),
  stream({
    name: 'setup_intents',
    shape: 'setup',
    snapshotsSince: MOST_OLD_ACCOUNTS,
    resource: (stripe) => stripe.setupIntents,
    eventTypes: types('setup_intent', 'created', 'requires_action', 'setup_failed', 'succeeded', 'canceled'),
    staleness: {
      unseen: 'A change of the metadata or description alone has no event.',
      withinSeconds: DAY,
      reachSeconds: CORRECTED_WITHIN,
    },
  }),
  stream({
    name: 'payment_methods',
    shape: 'payment_method',
    snapshotsSince: '2023-08-16',
    sliceable: false,
    resource: (stripe) => stripe.paymentMethods,
    eventTypes: types('payment_method', 'attached', 'automatically_updated', 'detached', 'updated'),
    staleness: {
      unseen: 'A payment method that is attached to no customer has no event.',
      withinSeconds: 7 * DAY,
    },
  }),
  stream({
    name: 'charges',
    shape: 'charge',
    snapshotsSince: MOST_OLD_ACCOUNTS,
    resource: (stripe) => stripe.charges,
    eventTypes: types('charge', 'pending', 'succeeded', 'failed', 'captured', 'expired', 'refunded', 'updated'),
  }),
  stream({
    name: 'refunds',
    shape: 'refund',
    snapshotsSince: MOST_OLD_ACCOUNTS,
    resource: (stripe) => stripe.refunds,
    eventTypes: [...types('refund', 'created', 'updated', 'failed'), 'charge.refund.updated'],
  }),
  stream({
    name: 'disputes',
    shape: 'dispute',
    snapshotsSince: '2023-08-16',
    resource: (stripe) => stripe.disputes,
    eventTypes: types('charge.dispute', 'created', 'updated', 'closed', 'funds_reinstated', 'funds_withdrawn'),
  }),
  stream({
    name: 'early_fraud_warnings',
    shape: 'fraud_warning',
    snapshotsSince: MOST_OLD_ACCOUNTS,
    path: 'radar/early_fraud_warnings',
    object: 'radar.early_fraud_warning',
    resource: (stripe) => stripe.radar.earlyFraudWarnings,
    eventTypes: types('radar.early_fraud_warning', 'created', 'updated'),
  }),
];
