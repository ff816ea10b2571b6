import { STREAMS, type StreamName } from '../stripe.stream.js';

export type StreamCounts = Record<StreamName, number>;

/** How many of each there are for one customer, in a business with recurring and single sales. */
const PER_CUSTOMER: Record<Exclude<StreamName, 'balance_transactions'>, number> = {
  customers: 1,
  products: 0.01,
  prices: 0.025,
  coupons: 0.005,
  promotion_codes: 0.01,
  subscriptions: 0.4,
  invoices: 1.2,
  invoice_items: 0.5,
  credit_notes: 0.03,
  payments: 1.5,
  invoice_payments: 0.9,
  setup_intents: 0.3,
  payment_methods: 0.8,
  charges: 1.4,
  refunds: 0.07,
  disputes: 0.01,
  early_fraud_warnings: 0.005,
  payouts: 0.02,
  transfers: 0.02,
  application_fees: 0.02,
  checkout_sessions: 0.4,
  payment_links: 0.005,
  quotes: 0.05,
  tax_rates: 0.002,
};

/** Balance transactions follow from what they belong to; an explicit count above that adds Stripe's own fees. */
export function streamCounts(scale: number, given: Partial<StreamCounts>): StreamCounts {
  const counts = {} as StreamCounts;
  for (const stream of STREAMS) {
    const share = stream === 'balance_transactions' ? 0 : PER_CUSTOMER[stream];
    const count = given[stream] ?? (scale > 0 && share > 0 ? Math.max(3, Math.round(scale * share)) : 0);
    counts[stream] = Math.max(0, Math.floor(count));
  }
  if (given.balance_transactions === undefined) {
    counts.balance_transactions =
      counts.charges + counts.refunds + counts.disputes + counts.payouts + counts.transfers + counts.application_fees;
  }
  return counts;
}
