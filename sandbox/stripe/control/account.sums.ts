import type { StripeAccount } from '../live/stripe.account.js';
import { STREAMS, type StreamName, type StripeObject } from '../stripe.stream.js';

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

type CurrencySums = Record<string, number>;

/** By stream and currency, in minor units, over what is live now. */
export async function accountSums(account: StripeAccount): Promise<Partial<Record<StreamName, CurrencySums>>> {
  const report: Partial<Record<StreamName, CurrencySums>> = {};
  for (const stream of STREAMS) {
    const field = AMOUNT[stream];
    if (!field) continue;
    const sums: CurrencySums = {};
    let read = 0;
    for (const object of liveObjects(account, stream)) {
      const currency = String(object.currency).toUpperCase();
      sums[currency] = (sums[currency] ?? 0) + Number(object[field] ?? 0);
      read += 1;
      if (read % 2000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    report[stream] = sums;
  }
  return report;
}

function liveObjects(account: StripeAccount, stream: StreamName): Iterable<StripeObject> {
  const store = account.store(stream);
  return store.descend(store.newestUntil(Number.POSITIVE_INFINITY));
}

/** Every live object of a stream as NDJSON, in pieces that leave room for other requests. */
export function* objectLines(account: StripeAccount, stream: StreamName): Generator<string> {
  let piece: string[] = [];
  for (const object of liveObjects(account, stream)) {
    piece.push(JSON.stringify({ id: object.id, object }));
    if (piece.length === 200) {
      yield `${piece.join('\n')}\n`;
      piece = [];
    }
  }
  if (piece.length > 0) yield `${piece.join('\n')}\n`;
}
