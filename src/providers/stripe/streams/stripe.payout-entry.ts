import { asRecord, isObject } from '../../kit/fields.js';
import type { StripeObject } from './stripe.page.js';

/**
 * A ledger entry that a payout has paid out, which Stripe has no object for: the pair of both.
 * @param ledgerEntry with its source, of which only the payment is kept
 */
export function entryOf(payout: string, ledgerEntry: StripeObject): StripeObject {
  const { payment_intent: payment } = asRecord(ledgerEntry.source);
  return {
    id: `${payout}:${ledgerEntry.id}`,
    object: 'payout_entry',
    payout,
    payment_intent: typeof payment === 'string' ? payment : null,
    balance_transaction: withoutSource(ledgerEntry),
  };
}

/** As it is listed otherwise: with the id of its source. */
export function withoutSource(ledgerEntry: StripeObject): StripeObject {
  const { source } = ledgerEntry;
  return { ...ledgerEntry, source: isObject(source) ? (source.id ?? null) : source };
}

export function partsOfEntryId(id: string): { payout: string; ledgerEntry: string } | null {
  const [payout, ledgerEntry, ...more] = id.split(':');
  return payout && ledgerEntry && more.length === 0 ? { payout, ledgerEntry } : null;
}

/**
 * Whether Stripe can tell what a payout consists of: those on its schedule, once they are reconciled.
 * https://docs.stripe.com/api/balance_transactions/list
 */
export function isReconciled({ automatic, reconciliation_status: status }: Record<string, unknown>): boolean {
  return automatic === true && (status === undefined || status === 'completed');
}
