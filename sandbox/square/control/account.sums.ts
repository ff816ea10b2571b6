import { currencySums } from '../../common/currency.sums.js';
import type { SquareAccount } from '../live/square.account.js';
import type { Money, SquareObject, StreamName } from '../square.stream.js';

type AmountOf = (object: SquareObject) => unknown;

/** The one amount of each money stream, in minor units. */
const AMOUNT_OF: Partial<Record<StreamName, AmountOf>> = {
  orders: (order) => order.total_money,
  // What the buyer has paid: tips are part of it.
  payments: (payment) => payment.total_money,
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
  for (const [stream, amountOf] of Object.entries(AMOUNT_OF) as [StreamName, AmountOf][]) {
    report[stream] = await currencySums(account.store(stream).live(), (object) => {
      return amountOf(object) as Money | undefined;
    });
  }
  return report;
}
