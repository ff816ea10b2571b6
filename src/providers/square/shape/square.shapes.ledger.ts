import { asRecord, calendarDate, countryCode, firstText, isoTime, items, text } from '../../kit/fields.js';
import type { Mapper } from '../../kit/normaliser.js';
import { currencyCode } from '../../kit/currency.js';
import { booleanOf, minor, money, sum } from './square.fields.js';

export const payouts: Mapper<'payout'> = (raw) => ({
  ...money(raw.amount_money),
  status: text(raw.status) ?? 'unknown',
  method: text(raw.type),
  // `type` says whether the payout has entries, and nothing of who asked for it.
  automatic: null,
  arrivalAt: calendarDate(raw.arrival_date),
  destinationId: text(asRecord(raw.destination).id),
  ledgerEntryId: null,
  feeMinor: sum(items(raw.payout_fee).map((fee) => fee.amount_money)),
  failureCode: null,
  failureReason: null,
  description: firstText(raw.end_to_end_id, asRecord(raw.destination).type),
  createdAt: isoTime(raw.created_at),
});

/**
 * Square has no ledger apart from these entries. What an entry refers to is in a field that is named after its type.
 * The amount is signed, and the fee is what lies between it and the net amount.
 */
export const payout_entries: Mapper<'payout_entry'> = (raw) => {
  const type = text(raw.type);
  const details = asRecord(raw[`type_${type?.toLowerCase() ?? ''}_details`]);
  return {
    ...money(raw.gross_amount_money),
    payoutId: text(raw.payout_id),
    ledgerEntryId: null,
    paymentId: firstText(details.payment_id),
    refundId: firstText(details.refund_id),
    type,
    feeMinor: minor(raw.fee_amount_money),
    netMinor: minor(raw.net_amount_money),
    createdAt: isoTime(raw.effective_at),
  };
};

/** The number is kept by its end only, as Square sends it. */
export const bank_accounts: Mapper<'bank_account'> = (raw) => ({
  name: text(raw.holder_name),
  bank: text(raw.bank_name),
  last4: text(raw.account_number_suffix),
  status: text(raw.status),
  country: countryCode(raw.country),
  currency: currencyCode(raw.currency),
  locationId: text(raw.location_id),
  debitable: booleanOf(raw.debitable),
  createdAt: null,
});
