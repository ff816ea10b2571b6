import type { Dataset } from './dataset.js';
import { currencyAt } from './location.objects.js';
import { feeOf, isSettled, paymentFacts, refundFacts } from './sale.facts.js';

export interface PayoutEntryFacts {
  kind: 'CHARGE' | 'REFUND';
  /** Of the payment or the refund. */
  source: number;
  payment: number;
  gross: number;
  fee: number;
  time: number;
}

export interface PayoutFacts {
  location: number;
  currency: string;
  /** Entries [first, end). */
  first: number;
  end: number;
  amount: number;
  time: number;
  isLatest: boolean;
}

/**
 * Which card payments and refunds were paid out together. Worked out once, for all locations: what is in a payout
 * depends on every sale before it. Entries are in the order of their payouts.
 */
export class PayoutLedger {
  readonly entries: PayoutEntryFacts[] = [];
  readonly payouts: PayoutFacts[] = [];
  private readonly payoutOf: number[] = [];

  constructor(data: Dataset) {
    if (data.counts.payouts === 0 || data.counts.payout_entries === 0) return;
    const byLocation = this.settled(data);
    const total = byLocation.reduce((sum, list) => sum + list.length, 0);
    const size = Math.max(1, Math.ceil(total / data.counts.payouts));
    byLocation.forEach((list, location) => {
      for (let at = 0; at < list.length; at += size) this.payOut(data, location, list.slice(at, at + size));
      if (list.length > 0) this.payouts.at(-1)!.isLatest = true;
    });
  }

  payoutOfEntry(entry: number): number {
    return this.payoutOf[entry]!;
  }

  private settled(data: Dataset): PayoutEntryFacts[][] {
    const lists = Array.from({ length: data.counts.locations }, (): PayoutEntryFacts[] => []);
    for (let index = 0; index < data.counts.payments; index += 1) {
      const { status, source, amount, location, updated } = paymentFacts(data, index);
      if (status !== 'COMPLETED' || !isSettled(source)) continue;
      const entry = { source: index, payment: index, gross: amount, fee: feeOf(amount), time: updated };
      lists[location]!.push({ kind: 'CHARGE', ...entry });
    }
    for (let index = 0; index < data.counts.refunds; index += 1) {
      const { payment, amount, status, updated, base } = refundFacts(data, index);
      if (status !== 'COMPLETED' || payment < 0 || !isSettled(paymentFacts(data, payment).source)) continue;
      const entry = { source: index, payment, gross: -amount, fee: 0, time: updated };
      lists[base.location]!.push({ kind: 'REFUND', ...entry });
    }
    return lists.map((list) => list.sort((one, other) => one.time - other.time || one.source - other.source));
  }

  private payOut(data: Dataset, location: number, entries: PayoutEntryFacts[]): void {
    const first = this.entries.length;
    let amount = 0;
    for (const entry of entries) {
      amount += entry.gross - entry.fee;
      this.payoutOf.push(this.payouts.length);
      this.entries.push(entry);
    }
    const time = data.after(entries.at(-1)!.time, 6 * 3_600_000);
    const currency = currencyAt(location);
    this.payouts.push({ location, currency, first, end: first + entries.length, amount, time, isLatest: false });
  }
}
