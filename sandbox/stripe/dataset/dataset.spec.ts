import { describe, expect, it } from '@jest/globals';
import { STREAMS, type StreamName } from '../stripe.stream.js';
import { payoutWindow } from './balance.facts.js';
import { Dataset } from './dataset.js';
import { BUILDERS } from './object.builders.js';
import { streamCounts } from './stream.counts.js';

const data = new Dataset('acct_1Spec', 7, streamCounts(300, {}), 1_700_000_000, 1_760_000_000);
const all = (stream: StreamName) =>
  Array.from({ length: data.counts[stream] }, (_, index) => BUILDERS[stream](data, index));
const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

describe('Dataset', () => {
  it.each(STREAMS)('builds %s the same each time, in order of time, under ids that lead back', (stream) => {
    let before = 0;
    all(stream).forEach((object, index) => {
      expect(BUILDERS[stream](data, index)).toEqual(object);
      expect(data.indexOf(stream, object.id)).toBe(index);
      expect(data.created(stream, index)).toBeGreaterThanOrEqual(before);
      before = data.created(stream, index);
    });
  });

  it('counts what was created up to any time', () => {
    for (const index of [0, 17, 150, 299]) {
      const time = data.created('customers', index);
      const expected = all('customers').filter((customer) => Number(customer.created) <= time).length;
      expect(data.countUntil('customers', time)).toBe(expected);
    }
  });

  it('never refunds more than was charged, and charges agree with their refunds', () => {
    const refunds = all('refunds').filter((refund) => refund.status !== 'failed');
    for (const charge of all('charges')) {
      const refunded = sum(
        refunds.filter((refund) => refund.charge === charge.id).map((refund) => Number(refund.amount)),
      );
      expect(charge.amount_refunded).toBe(refunded);
      expect(refunded).toBeLessThanOrEqual(Number(charge.amount));
    }
  });

  it('lets the lines of an invoice and the ledger of a payout add up', () => {
    for (const invoice of all('invoices')) {
      const { data: lines } = invoice.lines as { data: { amount: number }[] };
      expect(sum(lines.map((line) => line.amount))).toBe(invoice.subtotal);
      expect(Number(invoice.amount_paid) + Number(invoice.amount_remaining)).toBe(invoice.total);
    }
    const ledger = all('balance_transactions');
    all('payouts').forEach((payout, index) => {
      const { currency, from, to } = payoutWindow(data, index);
      const lines = ledger
        .slice(Math.max(0, from), to)
        .filter((line) => line.currency === currency && line.type !== 'payout');
      expect(payout.amount).toBe(sum(lines.map((line) => Number(line.net))));
    });
  });

  it('ties each ledger line to a source that names it', () => {
    for (const line of all('balance_transactions')) expect(line.net).toBe(Number(line.amount) - Number(line.fee));
    const bySource = new Map(all('balance_transactions').map((line) => [line.source, line.id]));
    for (const charge of all('charges')) expect(charge.balance_transaction).toBe(bySource.get(charge.id) ?? null);
  });
});
