import type { Dataset } from './dataset.js';
import { amount, settle, settlement } from './money.words.js';
import { chargeFacts, disputeAmount, refundAmount } from './payment.facts.js';

interface LedgerEntry {
  type: 'charge' | 'refund' | 'adjustment' | 'payout' | 'transfer' | 'application_fee' | 'stripe_fee';
  currency: string;
  amount: number;
  fee: number;
  rate: number | null;
  /** Id of the object it comes from. */
  source: string | null;
}

/** One line of the account's ledger; net is always amount less fee. */
export function ledgerEntry(data: Dataset, position: number): LedgerEntry {
  const origin = data.ledgerSource(position);
  if (origin?.source === 'payouts') return payoutEntry(data, origin.index);
  return (origin && moneyEntry(data, origin.source, origin.index)) ?? stripeFee(data, position);
}

function moneyEntry(data: Dataset, source: string, index: number): LedgerEntry | null {
  if (source === 'charges') {
    const facts = chargeFacts(data, index);
    if (!facts.succeeded) return null;
    const value = settle(facts.amount, facts.currency);
    return entry('charge', facts.currency, value, Math.round(value * 0.029) + 30, data.id('charges', index));
  }
  if (source === 'refunds') {
    const { amount: refunded, facts } = refundAmount(data, index);
    const of = facts?.currency ?? 'usd';
    return entry('refund', of, -settle(refunded, of), 0, data.id('refunds', index));
  }
  if (source === 'disputes') {
    const { amount: disputed, facts } = disputeAmount(data, index);
    const of = facts?.currency ?? 'usd';
    return entry('adjustment', of, -settle(disputed, of), 1500, data.id('disputes', index));
  }
  if (source === 'transfers') {
    return entry('transfer', 'usd', -transferAmount(data, index), 0, data.id('transfers', index));
  }
  return entry('application_fee', 'usd', feeAmount(data, index), 0, data.id('application_fees', index));
}

function entry(type: LedgerEntry['type'], of: string, value: number, fee: number, source: string): LedgerEntry {
  const { currency, rate } = settlement(of);
  return { type, currency, amount: value, fee, rate, source };
}

function payoutEntry(data: Dataset, index: number): LedgerEntry {
  const { currency, amount: paid } = payoutFacts(data, index);
  return { type: 'payout', currency, amount: -paid, fee: 0, rate: null, source: data.id('payouts', index) };
}

function stripeFee(data: Dataset, position: number): LedgerEntry {
  const fee = -(10 + (data.hash('balance_transactions', position, 30) % 190));
  return { type: 'stripe_fee', currency: 'usd', amount: fee, fee: 0, rate: null, source: null };
}

export const transferAmount = (data: Dataset, index: number): number =>
  amount(data.hash('transfers', index, 20), 'usd');

export function feeAmount(data: Dataset, index: number): number {
  const charge = data.parent('application_fees', 'charges', index);
  if (charge < 0) return 100;
  const facts = chargeFacts(data, charge);
  return Math.max(1, Math.round(settle(facts.amount, facts.currency) * 0.05));
}

/** Every fourth payout empties the euro balance of its group; the others the dollars since the one before. */
export function payoutWindow(data: Dataset, index: number): { currency: string; from: number; to: number } {
  const payouts = data.counts.payouts;
  const lines = data.counts.balance_transactions;
  const edge = (at: number): number => Math.floor((Math.min(at, payouts) * lines) / Math.max(1, payouts));
  const place = index % 4;
  if (place === 3) return { currency: 'eur', from: edge(index - 4), to: edge(index) };
  return { currency: 'usd', from: edge(place === 0 ? index - 2 : index - 1), to: edge(index) };
}

/** Adding up a window costs some hundred lines, and both the payout and its ledger line ask for it. */
const settled = new WeakMap<Dataset, Map<number, number>>();

export function payoutFacts(data: Dataset, index: number): { currency: string; amount: number } {
  if (index >= data.counts.payouts) return { currency: 'usd', amount: amount(data.hash('payouts', index, 20), 'usd') };
  const known = settled.get(data) ?? new Map<number, number>();
  settled.set(data, known);
  const { currency, from, to } = payoutWindow(data, index);
  let paid = known.get(index);
  if (paid === undefined) known.set(index, (paid = sumOfNets(data, currency, Math.max(0, from), to)));
  return { currency, amount: paid };
}

function sumOfNets(data: Dataset, currency: string, from: number, to: number): number {
  let sum = 0;
  for (let position = from; position < to; position += 1) {
    const origin = data.ledgerSource(position);
    if (origin?.source === 'payouts') continue;
    const line = (origin && moneyEntry(data, origin.source, origin.index)) ?? stripeFee(data, position);
    if (line.currency === currency) sum += line.amount - line.fee;
  }
  return sum;
}

export function isPayout(data: Dataset, position: number): boolean {
  return data.ledgerSource(position)?.source === 'payouts';
}
