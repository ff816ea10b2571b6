import type { SquareAccount } from '../live/square.account.js';
import { externalId, STREAMS, type SquareObject, type StreamName } from '../square.stream.js';

interface AnyMoney {
  amount: number;
  currency?: string;
  currency_code?: string;
}

/** The one amount of each money stream, in minor units. */
const AMOUNT_OF: Partial<Record<StreamName, (object: SquareObject) => unknown>> = {
  orders: (order) => order.total_money,
  payments: (payment) => payment.amount_money,
  refunds: (refund) => refund.amount_money,
  invoices: (invoice) => (invoice.payment_requests as SquareObject[])[0]?.computed_amount_money,
  disputes: (dispute) => dispute.amount_money,
  payouts: (payout) => payout.amount_money,
  payout_entries: (entry) => entry.gross_amount_money,
  gift_cards: (card) => card.balance_money,
};

/** By stream and currency, over what is live now. */
export async function accountSums(account: SquareAccount): Promise<Record<string, Record<string, number>>> {
  const report: Record<string, Record<string, number>> = {};
  for (const stream of STREAMS) {
    const amountOf = AMOUNT_OF[stream];
    if (!amountOf) continue;
    const sums: Record<string, number> = (report[stream] = {});
    let read = 0;
    for (const object of account.store(stream).live()) {
      const money = amountOf(object) as AnyMoney | undefined;
      const currency = money?.currency ?? money?.currency_code;
      if (money && currency) sums[currency] = (sums[currency] ?? 0) + money.amount;
      read += 1;
      if (read % 2000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return report;
}

/** Every live object of a stream as NDJSON, in pieces that leave room for other requests. */
export function* objectLines(account: SquareAccount, stream: StreamName): Generator<string> {
  let piece = '';
  let lines = 0;
  for (const object of account.store(stream).live()) {
    piece += `${JSON.stringify({ id: externalId(stream, object), object })}\n`;
    lines += 1;
    if (lines % 200 === 0) {
      yield piece;
      piece = '';
    }
  }
  if (piece !== '') yield piece;
}
