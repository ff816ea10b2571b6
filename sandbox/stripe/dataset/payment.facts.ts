import type { Dataset } from './dataset.js';
import { amount, currency } from './money.words.js';

interface PaymentFacts {
  currency: string;
  amount: number;
  /** Index, or -1. */
  customer: number;
}

export function paymentFacts(data: Dataset, index: number): PaymentFacts {
  const hash = data.hash('payments', index, 20);
  const of = currency(hash >>> 8);
  const isGuest = hash % 17 === 0;
  return {
    currency: of,
    amount: amount(hash, of),
    customer: isGuest ? -1 : data.earlier('customers', 'payments', index, 7),
  };
}

interface ChargeFacts extends PaymentFacts {
  /** Index of the payment intent, or -1. */
  payment: number;
  succeeded: boolean;
  disputed: boolean;
  amountRefunded: number;
}

/** A charge follows its payment; it can only have failed when nothing was refunded or disputed on it. */
export function chargeFacts(data: Dataset, index: number): ChargeFacts {
  const payment = data.parent('charges', 'payments', index);
  const facts = paymentFacts(data, payment < 0 ? index : payment);
  const [firstRefund, endRefund] = data.children('refunds', 'charges', index);
  const [firstDispute, endDispute] = data.children('disputes', 'charges', index);
  const refunds = endRefund - firstRefund;
  const disputed = endDispute > firstDispute;
  const last = payment < 0 || data.children('charges', 'payments', payment)[1] === index + 1;
  const declined = data.hash('charges', index, 21) % 24 === 0;
  const succeeded = refunds > 0 || disputed || index >= data.counts.charges || (last && !declined);
  let amountRefunded = 0;
  for (let refund = firstRefund; refund < endRefund; refund += 1) {
    if (refundStatus(data, refund) !== 'failed') amountRefunded += refundShare(data, refund, facts.amount, refunds);
  }
  // Named one by one: a spread here costs seven times as much, and a payout adds up hundreds of these.
  const { currency: of, amount: charged, customer } = facts;
  return { currency: of, amount: charged, customer, payment, succeeded, disputed, amountRefunded };
}

export function refundStatus(data: Dataset, index: number): string {
  const hash = data.hash('refunds', index, 22);
  if (hash % 40 === 0) return 'failed';
  return hash % 20 === 1 ? 'pending' : 'succeeded';
}

/** Refunds of one charge share it, so that they never exceed it. */
function refundShare(data: Dataset, index: number, charged: number, refunds: number): number {
  const share = Math.max(1, Math.floor(charged / refunds));
  const isPartial = data.hash('refunds', index, 21) % 5 < 2;
  return isPartial ? Math.max(1, Math.floor(share / 2)) : share;
}

export function refundAmount(
  data: Dataset,
  index: number,
): { charge: number; amount: number; facts: ChargeFacts | null } {
  const charge = data.parent('refunds', 'charges', index);
  if (charge < 0) return { charge, amount: 100, facts: null };
  const facts = chargeFacts(data, charge);
  const [first, end] = data.children('refunds', 'charges', charge);
  const refunds = Math.max(1, end - first);
  return { charge, amount: refundShare(data, index, facts.amount, refunds), facts };
}

/** What can be disputed of a charge is what was not refunded. */
export function disputeAmount(data: Dataset, index: number) {
  const charge = data.parent('disputes', 'charges', index);
  if (charge < 0) return { charge, amount: 1000, facts: null };
  const facts = chargeFacts(data, charge);
  return { charge, amount: Math.max(1, facts.amount - facts.amountRefunded), facts };
}
