import type { StripeAccount } from '../live/stripe.account.js';
import { STREAMS, type StreamName, type StripeObject } from '../stripe.stream.js';

const AMOUNT_FIELDS: Partial<Record<StreamName, readonly string[]>> = {
  prices: ['unit_amount'],
  invoices: ['amount_due', 'amount_paid', 'amount_remaining', 'subtotal', 'total'],
  invoice_items: ['amount'],
  credit_notes: ['amount', 'total'],
  payments: ['amount', 'amount_received'],
  charges: ['amount', 'amount_captured', 'amount_refunded'],
  refunds: ['amount'],
  disputes: ['amount'],
  balance_transactions: ['amount', 'fee', 'net'],
  payouts: ['amount'],
  transfers: ['amount'],
  application_fees: ['amount'],
  checkout_sessions: ['amount_total'],
  quotes: ['amount_total'],
};

type CurrencySums = Record<string, Record<string, number>>;

/** By stream, currency and field, in minor units, over what is live now. */
export async function accountSums(account: StripeAccount): Promise<Partial<Record<StreamName, CurrencySums>>> {
  const report: Partial<Record<StreamName, CurrencySums>> = {};
  for (const stream of STREAMS) {
    const fields = AMOUNT_FIELDS[stream];
    if (!fields) continue;
    const sums: CurrencySums = {};
    let read = 0;
    for (const object of liveObjects(account, stream)) {
      addTo((sums[String(object.currency)] ??= { count: 0 }), object, fields);
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
    piece.push(JSON.stringify(object));
    if (piece.length === 200) {
      yield `${piece.join('\n')}\n`;
      piece = [];
    }
  }
  if (piece.length > 0) yield `${piece.join('\n')}\n`;
}

function addTo(sums: Record<string, number>, object: StripeObject, fields: readonly string[]): void {
  sums.count = (sums.count ?? 0) + 1;
  for (const field of fields) sums[field] = (sums[field] ?? 0) + Number(object[field] ?? 0);
}
