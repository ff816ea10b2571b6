import { STREAMS, type StreamName } from '../square.stream.js';

export type StreamCounts = Record<StreamName, number>;

/** How many of each there are for one customer, in a shop with a counter and some invoices. */
const PER_CUSTOMER: Partial<Record<StreamName, number>> = {
  customers: 1,
  products: 0.06,
  orders: 1.5,
  payments: 1.3,
  refunds: 0.06,
  invoices: 0.15,
  disputes: 0.01,
  payouts: 0.02,
  gift_cards: 0.05,
  loyalty_accounts: 0.3,
  gift_card_activities: 0.12,
};

const LOCATIONS = 4;
const FEWEST: Partial<Record<StreamName, number>> = { products: 12 };

/**
 * The wished counts. Payouts are a wish that the payouts ledger rounds, their entries follow from what was paid, and
 * counts of stock from the catalogue; 0 switches each of them off.
 */
export function streamCounts(scale: number, given: Partial<StreamCounts>): StreamCounts {
  const counts = {} as StreamCounts;
  for (const stream of STREAMS) {
    const share = PER_CUSTOMER[stream] ?? 0;
    const usual = scale > 0 && share > 0 ? Math.max(FEWEST[stream] ?? 3, Math.round(scale * share)) : 0;
    counts[stream] = Math.max(0, Math.floor(given[stream] ?? usual));
  }
  counts.locations = Math.min(8, Math.max(1, Math.floor(given.locations ?? LOCATIONS)));
  counts.bank_accounts = Math.max(0, Math.floor(given.bank_accounts ?? counts.locations));
  counts.payout_entries = given.payout_entries ?? Number.POSITIVE_INFINITY;
  counts.inventory_counts = given.inventory_counts ?? Number.POSITIVE_INFINITY;
  return counts;
}
