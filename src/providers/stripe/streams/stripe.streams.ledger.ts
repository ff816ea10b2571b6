import { items, asRecord } from '../../kit/fields.js';
import type { StripeObject } from './stripe.page.js';
import { MOST_OLD_ACCOUNTS, stream, types, type StripeStream } from './stripe.stream.js';

/** The parts of a list within an object that have an id. */
function partsOf(list: unknown): StripeObject[] {
  return items(asRecord(list).data).filter((part): part is StripeObject => typeof part.id === 'string');
}

export const LEDGER_STREAMS: readonly StripeStream[] = [
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
    snapshotsSince: MOST_OLD_ACCOUNTS,
    resource: (stripe) => stripe.payouts,
    eventTypes: types('payout', 'created', 'updated', 'paid', 'failed', 'canceled', 'reconciliation_completed'),
  }),
  stream({
    name: 'payout_entries',
    shape: 'payout_entry',
    // The list of payouts is walked through, and the ledger entries of each are listed.
    path: 'payouts',
    object: 'payout_entry',
    feed: null,
    eventTypes: [],
    resource: (stripe) => stripe.payouts,
    settlesAt: (raw) =>
      raw.automatic === true && raw.reconciliation_status === 'in_progress' && typeof raw.arrival_date === 'number'
        ? raw.arrival_date
        : null,
  }),
  stream({
    name: 'transfers',
    shape: 'transfer',
    snapshotsSince: MOST_OLD_ACCOUNTS,
    resource: (stripe) => stripe.transfers,
    eventTypes: types('transfer', 'created', 'updated', 'reversed'),
  }),
  stream({
    name: 'transfer_reversals',
    shape: 'transfer_reversal',
    snapshotsSince: MOST_OLD_ACCOUNTS,
    path: 'transfers',
    object: 'transfer_reversal',
    resource: (stripe) => stripe.transfers,
    eventTypes: types('transfer', 'created', 'updated', 'reversed'),
    partOf: { stream: 'transfers', parts: ({ reversals }) => partsOf(reversals) },
  }),
  stream({
    name: 'application_fees',
    shape: 'fee',
    snapshotsSince: MOST_OLD_ACCOUNTS,
    resource: (stripe) => stripe.applicationFees,
    eventTypes: types('application_fee', 'created', 'refunded'),
  }),
  stream({
    name: 'application_fee_refunds',
    shape: 'fee_refund',
    snapshotsSince: MOST_OLD_ACCOUNTS,
    path: 'application_fees',
    object: 'fee_refund',
    resource: (stripe) => stripe.applicationFees,
    eventTypes: types('application_fee', 'refunded', 'refund.updated'),
    partOf: { stream: 'application_fees', parts: ({ refunds }) => partsOf(refunds) },
  }),
];
