import { currencySums } from '../../common/currency.sums.js';
import type { StripeAccount } from '../live/stripe.account.js';
import { derivedObjects, isDerived, type DerivedName } from '../live/derived.streams.js';
import type { StreamName, StripeObject } from '../stripe.stream.js';

/** What an object of the stream is about, in money. */
const AMOUNT: Partial<Record<StreamName, string>> = {
  prices: 'unit_amount',
  invoices: 'total',
  invoice_items: 'amount',
  credit_notes: 'amount',
  payments: 'amount',
  charges: 'amount',
  refunds: 'amount',
  disputes: 'amount',
  balance_transactions: 'amount',
  payouts: 'amount',
  transfers: 'amount',
  application_fees: 'amount',
  checkout_sessions: 'amount_total',
  quotes: 'amount_total',
};

/** By stream and currency, in minor units, over what is live now. */
export async function accountSums(account: StripeAccount): Promise<Record<string, Record<string, number>>> {
  const report: Record<string, Record<string, number>> = {};
  for (const [stream, field] of Object.entries(AMOUNT) as [StreamName, string][]) {
    report[stream] = await currencySums(liveObjects(account, stream), (object) => ({
      currency: String(object.currency).toUpperCase(),
      amount: Number(object[field] ?? 0),
    }));
  }
  return report;
}

export function liveObjects(account: StripeAccount, stream: StreamName | DerivedName): Iterable<StripeObject> {
  if (isDerived(stream)) return derivedObjects(account, stream);
  const store = account.store(stream);
  return asShown(store.descend(store.newestUntil(Number.POSITIVE_INFINITY)));
}

/** Line items are no part of a session unless they are asked for. */
function* asShown(objects: Iterable<StripeObject>): Generator<StripeObject> {
  for (const object of objects) {
    const { line_items: _lines, ...shown } = object;
    yield object.object === 'checkout.session' ? shown : object;
  }
}
