import type { Money, SquareObject } from '../square.stream.js';
import type { Dataset } from './dataset.js';
import type { PayoutLedger } from './payout.ledger.js';
import { DAY, iso, isoDay, isoSecond, truncated } from './square.time.js';

export function payoutUpdated(data: Dataset, ledger: PayoutLedger, index: number): number {
  const { time, isLatest } = ledger.payouts[index]!;
  return isLatest ? truncated(time) : data.after(truncated(time), DAY);
}

export function payout(data: Dataset, ledger: PayoutLedger, index: number): SquareObject {
  const { location, currency, amount, time, isLatest } = ledger.payouts[index]!;
  const hasFailed = !isLatest && data.hash('payouts', index, 20) % 40 === 0;
  const updated = payoutUpdated(data, ledger, index);
  const money: Money = { amount, currency };
  return {
    id: data.id('payouts', index),
    status: isLatest ? 'SENT' : hasFailed ? 'FAILED' : 'PAID',
    location_id: data.id('locations', location),
    created_at: isoSecond(time),
    updated_at: iso(updated),
    amount_money: money,
    destination: { type: 'BANK_ACCOUNT', id: data.id('bank_accounts', location) },
    version: isLatest ? 1 : 2,
    type: 'BATCH',
    ...(index % 5 === 0
      ? {
          payout_fee: [{ type: 'TRANSFER_FEE', effective_at: isoSecond(time), amount_money: { amount: 25, currency } }],
        }
      : {}),
    arrival_date: isoDay(time + DAY),
    end_to_end_id: `L${String(2_100_000_000 + index)}`,
  };
}

export function payoutEntry(data: Dataset, ledger: PayoutLedger, index: number): SquareObject {
  const { kind, source, payment, gross, fee, time } = ledger.entries[index]!;
  const payoutIndex = ledger.payoutOfEntry(index);
  const { currency } = ledger.payouts[payoutIndex]!;
  const money = (amount: number): Money => ({ amount, currency });
  const paymentId = data.id('payments', payment);
  return {
    id: data.id('payout_entries', index),
    payout_id: data.id('payouts', payoutIndex),
    effective_at: isoSecond(time),
    type: kind,
    gross_amount_money: money(gross),
    fee_amount_money: money(fee),
    net_amount_money: money(gross - fee),
    ...(kind === 'CHARGE'
      ? { type_charge_details: { payment_id: paymentId } }
      : { type_refund_details: { payment_id: paymentId, refund_id: data.id('refunds', source) } }),
  };
}
