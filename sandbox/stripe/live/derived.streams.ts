import { isPayout, payoutWindow } from '../dataset/balance.facts.js';
import type { StripeObject } from '../stripe.stream.js';
import type { AccountObjects } from './account.objects.js';

type Parts = { data: StripeObject[] } | undefined;

/** What Stripe has no list of, and what can be made of its lists: pairs, and the parts of other objects. */
const DERIVED = {
  payout_entries: payoutEntries,
  transfer_reversals: (account: AccountObjects) => partsOf(account, 'transfers', 'reversals'),
  application_fee_refunds: (account: AccountObjects) => partsOf(account, 'application_fees', 'refunds'),
};

export type DerivedName = keyof typeof DERIVED;

export const DERIVED_STREAMS = Object.keys(DERIVED) as readonly DerivedName[];

export function isDerived(name: string): name is DerivedName {
  return name in DERIVED;
}

export function derivedObjects(account: AccountObjects, name: DerivedName): Iterable<StripeObject> {
  return DERIVED[name](account);
}

function* partsOf(account: AccountObjects, stream: 'transfers' | 'application_fees', member: string) {
  const store = account.store(stream);
  for (const whole of store.descend(store.newestUntil(Number.POSITIVE_INFINITY))) {
    yield* (whole[member] as Parts)?.data ?? [];
  }
}

/** The ledger entries of each payout that is reconciled, but not the payout's own. */
function* payoutEntries(account: AccountObjects): Generator<StripeObject> {
  const { data } = account;
  const ledger = account.store('balance_transactions');
  for (let index = data.counts.payouts - 1; index >= 0; index -= 1) {
    const payout = account.store('payouts').at(index);
    if (payout?.automatic !== true || payout.reconciliation_status !== 'completed') continue;
    const { currency, from, to } = payoutWindow(data, index);
    for (let position = to - 1; position >= Math.max(0, from); position -= 1) {
      const entry = isPayout(data, position) ? null : ledger.at(position);
      if (entry?.currency === currency) yield pair(account, payout.id, entry);
    }
  }
}

function pair(account: AccountObjects, payout: string, entry: StripeObject): StripeObject {
  const { source } = entry;
  const found = typeof source === 'string' ? sourceOf(account, source) : null;
  return {
    id: `${payout}:${entry.id}`,
    object: 'payout_entry',
    payout,
    payment_intent: typeof found?.payment_intent === 'string' ? found.payment_intent : null,
    balance_transaction: entry,
  };
}

function sourceOf(account: AccountObjects, id: string): StripeObject | null {
  for (const stream of ['charges', 'refunds', 'disputes'] as const) {
    const found = account.store(stream).find(id);
    if (found) return found;
  }
  return null;
}
