import { asRecord, isoTime, text, firstText } from '../../kit/fields.js';
import { minor, money } from './square.fields.js';
import type { Mapper } from '../../kit/normaliser.js';

export const payouts: Mapper<'payout'> = (raw) => ({
  ...money(raw.amount_money),
  status: text(raw.status) ?? 'unknown',
  method: text(raw.type),
  arrivalAt: isoTime(raw.arrival_date),
  description: firstText(raw.end_to_end_id, asRecord(raw.destination).type),
  createdAt: isoTime(raw.created_at),
});

/** The object that an entry refers to is in a field that is named after its type, with one id or two. */
export const payout_entries: Mapper<'ledger_entry'> = (raw) => {
  const type = text(raw.type) ?? 'unknown';
  const details = asRecord(raw[`type_${type.toLowerCase()}_details`]);
  const source = firstText(details.refund_id, details.dispute_id, details.payment_id, details.fee_id);
  return {
    ...money(raw.gross_amount_money),
    type,
    feeMinor: minor(raw.fee_amount_money) ?? 0,
    netMinor: minor(raw.net_amount_money) ?? 0,
    status: null,
    sourceId: source,
    description: null,
    availableAt: null,
    createdAt: isoTime(raw.effective_at),
  };
};
