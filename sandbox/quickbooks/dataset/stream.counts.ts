import { STREAMS, type StreamName } from '../quickbooks.entity.js';

/** Of these a company has one. */
const SINGLE = ['company_info', 'preferences'] as const;
type SingleStream = (typeof SINGLE)[number];
const isSingle = (stream: StreamName): stream is SingleStream => SINGLE.some((single) => single === stream);

export type StreamCounts = Record<StreamName, number>;

/** How many of each there are for one customer of a ticketing business that keeps its books in QuickBooks. */
const PER_CUSTOMER: Record<Exclude<StreamName, SingleStream>, number> = {
  customers: 1,
  vendors: 0.06,
  products: 0.08,
  accounts: 0.06,
  classes: 0.008,
  departments: 0.004,
  tax_rates: 0.006,
  tax_codes: 0.006,
  invoices: 1.5,
  payments: 1.2,
  sales_receipts: 0.4,
  refund_receipts: 0.06,
  credit_memos: 0.08,
  deposits: 0.2,
  journal_entries: 0.1,
  transfers: 0.05,
  bills: 0.2,
  bill_payments: 0.14,
  purchases: 0.15,
  estimates: 0.1,
};

const FEWEST: Partial<Record<StreamName, number>> = { accounts: 12, tax_codes: 6, tax_rates: 6 };

/** Every company has the chart of accounts that its transactions post to, even an empty one. */
export function streamCounts(scale: number, given: Partial<StreamCounts>): StreamCounts {
  const counts = { company_info: 1, preferences: 1 } as StreamCounts;
  for (const stream of STREAMS) {
    if (isSingle(stream)) continue;
    const scaled = scale > 0 ? Math.max(3, Math.round(scale * PER_CUSTOMER[stream])) : 0;
    counts[stream] = Math.max(FEWEST[stream] ?? 0, Math.floor(given[stream] ?? scaled));
  }
  return counts;
}
