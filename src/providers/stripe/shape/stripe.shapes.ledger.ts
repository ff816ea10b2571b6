import { calendarDate, asRecord, decimal, epochTime, items, metadata, text } from '../../kit/fields.js';
import { currencyCode } from '../../kit/currency.js';
import { JOINED } from '../../record-batch.js';
import { idOf, minor, money } from './stripe.fields.js';
import type { Mapper } from '../../kit/normaliser.js';

export const balance_transactions: Mapper<'ledger_entry'> = (raw) => ({
  ...money(raw.amount, raw.currency),
  type: text(raw.type) ?? 'unknown',
  feeMinor: minor(raw.fee, raw.currency) ?? 0,
  netMinor: minor(raw.net, raw.currency) ?? 0,
  status: text(raw.status),
  sourceId: idOf(raw.source),
  payoutId: text(asRecord(raw[JOINED]).payout),
  fees: items(raw.fee_details).map(({ type, amount, currency, description }) => ({
    kind: text(type),
    amountMinor: minor(amount, currency) ?? 0,
    currency: currencyCode(currency),
    description: text(description),
  })),
  exchangeRate: decimal(raw.exchange_rate),
  reportingCategory: text(raw.reporting_category),
  description: text(raw.description),
  availableAt: epochTime(raw.available_on),
  createdAt: epochTime(raw.created),
});

export const payouts: Mapper<'payout'> = (raw) => {
  const entry = asRecord(raw.balance_transaction);
  return {
    ...money(raw.amount, raw.currency),
    status: text(raw.status) ?? 'unknown',
    method: text(raw.method),
    automatic: typeof raw.automatic === 'boolean' ? raw.automatic : null,
    arrivalAt: calendarDate(raw.arrival_date),
    destinationId: idOf(raw.destination),
    ledgerEntryId: idOf(raw.balance_transaction),
    // Of an instant payout.
    feeMinor: minor(entry.fee ?? raw.application_fee_amount, raw.currency),
    failureCode: text(raw.failure_code),
    failureReason: text(raw.failure_message),
    description: text(raw.description),
    createdAt: epochTime(raw.created),
  };
};

/** A pair of our own: see `stripe.payout-entry.ts`. */
export const payout_entries: Mapper<'payout_entry'> = (raw) => {
  const entry = asRecord(raw.balance_transaction);
  const source = idOf(entry.source);
  return {
    ...money(entry.amount, entry.currency),
    payoutId: text(raw.payout),
    ledgerEntryId: text(entry.id),
    paymentId: text(raw.payment_intent),
    refundId: source?.startsWith('re_') || source?.startsWith('pyr_') ? source : null,
    type: text(entry.type),
    feeMinor: minor(entry.fee, entry.currency),
    netMinor: minor(entry.net, entry.currency),
    createdAt: epochTime(entry.created),
  };
};

export const transfers: Mapper<'transfer'> = (raw) => ({
  ...money(raw.amount, raw.currency),
  // It is the account that is asked.
  sourceAccountId: null,
  destinationId: idOf(raw.destination),
  date: null,
  amountReversedMinor: minor(raw.amount_reversed, raw.currency) ?? 0,
  description: text(raw.description),
  createdAt: epochTime(raw.created),
});

export const transfer_reversals: Mapper<'transfer_reversal'> = (raw) => ({
  ...money(raw.amount, raw.currency),
  transferId: idOf(raw.transfer),
  refundId: idOf(raw.source_refund ?? raw.destination_payment_refund),
  metadata: metadata(raw.metadata),
  createdAt: epochTime(raw.created),
});

export const application_fees: Mapper<'fee'> = (raw) => ({
  ...money(raw.amount, raw.currency),
  accountId: idOf(raw.account),
  chargeId: idOf(raw.charge),
  amountRefundedMinor: minor(raw.amount_refunded, raw.currency) ?? 0,
  createdAt: epochTime(raw.created),
});

export const application_fee_refunds: Mapper<'fee_refund'> = (raw) => ({
  ...money(raw.amount, raw.currency),
  feeId: idOf(raw.fee),
  metadata: metadata(raw.metadata),
  createdAt: epochTime(raw.created),
});
