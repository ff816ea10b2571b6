import { epochTime, flag, asRecord, items, metadata, sumOf, text } from '../../kit/fields.js';
import { JOINED } from '../../record-batch.js';
import type { Application } from '../../shapes/values.js';
import { idOf, minor, money } from './stripe.fields.js';
import { instrument, instrumentOfTypes } from './stripe.instrument.js';
import { processingFee } from './stripe.processing-fee.js';
import { currencyCode } from '../../kit/currency.js';

import type { Mapper } from '../../kit/normaliser.js';

type Raw = Record<string, unknown>;

export const payments: Mapper<'payment'> = (raw) => {
  const { currency } = raw;
  // A list of charges until 2022, newest first.
  const charge = raw.latest_charge ?? items(asRecord(raw.charges).data)[0];
  const details = asRecord(charge);
  const processing = processingFee(details.balance_transaction, currency);
  const known = instrument(details.payment_method_details);
  const appliedTo = applications(raw);
  return {
    ...money(raw.amount, currency),
    ...(known.method === null ? planned(raw) : known),
    customerId: idOf(raw.customer),
    invoiceId: appliedTo[0]?.id ?? null,
    status: text(raw.status) ?? 'unknown',
    amountReceivedMinor: minor(raw.amount_received, currency),
    tipMinor: minor(asRecord(asRecord(raw.amount_details).tip).amount, currency),
    processingFeeMinor: processing?.fee ?? null,
    applicationFeeMinor: minor(raw.application_fee_amount, currency),
    netMinor: processing?.net ?? null,
    orderId: null,
    locationId: null,
    appliedTo,
    date: null,
    description: text(raw.description),
    latestChargeId: idOf(charge),
    metadata: metadata(raw.metadata),
    createdAt: epochTime(raw.created),
  };
};

/** What it is to be paid with. */
function planned(raw: Raw) {
  const chosen = instrument(raw.payment_method);
  return chosen.method === null ? instrumentOfTypes(raw.payment_method_types) : chosen;
}

/** Until 2025 a payment named its invoice. Since then the invoice payments do. */
function applications(raw: Raw): Application[] {
  const links = items(asRecord(raw[JOINED]).invoice_payments);
  const joined = links.flatMap(({ invoice, amount_paid: paid, amount_requested: asked }) => {
    const id = idOf(invoice);
    return id === null ? [] : [{ type: 'invoices', id, amountMinor: minor(paid ?? asked, raw.currency) }];
  });
  const named = idOf(raw.invoice);
  if (joined.length > 0 || named === null) return joined;
  return [{ type: 'invoices', id: named, amountMinor: minor(raw.amount, raw.currency) }];
}

export const invoice_payments: Mapper<'invoice_payment'> = (raw) => {
  const payment = asRecord(raw.payment);
  return {
    ...money(raw.amount_paid ?? raw.amount_requested, raw.currency),
    invoiceId: idOf(raw.invoice),
    paymentId: idOf(payment.payment_intent),
    chargeId: idOf(payment.charge),
    status: text(raw.status),
    paidAt: epochTime(asRecord(raw.status_transitions).paid_at),
    createdAt: epochTime(raw.created),
  };
};

export const setup_intents: Mapper<'setup'> = (raw) => ({
  customerId: idOf(raw.customer),
  status: text(raw.status) ?? 'unknown',
  usage: text(raw.usage),
  createdAt: epochTime(raw.created),
});

export const payment_methods: Mapper<'payment_method'> = (raw) => {
  const type = text(raw.type) ?? '';
  const details = asRecord(raw[type]);
  return {
    ...instrument(raw),
    customerId: idOf(raw.customer),
    expires: expiry(details),
    country: text(details.country),
    metadata: metadata(raw.metadata),
    createdAt: epochTime(raw.created),
  };
};

function expiry({ exp_year: year, exp_month: month }: Raw): string | null {
  if (typeof year !== 'number' || typeof month !== 'number') return null;
  return `${String(year)}-${String(month).padStart(2, '0')}`;
}

export const charges: Mapper<'charge'> = (raw) => ({
  ...money(raw.amount, raw.currency),
  ...instrument(raw.payment_method_details),
  customerId: idOf(raw.customer),
  paymentId: idOf(raw.payment_intent),
  status: text(raw.status) ?? 'unknown',
  paid: flag(raw.paid),
  amountCapturedMinor: minor(raw.amount_captured, raw.currency),
  applicationFeeMinor: minor(raw.application_fee_amount, raw.currency),
  wallet: text(asRecord(asRecord(asRecord(raw.payment_method_details).card).wallet).type),
  outcome: outcome(raw.outcome),
  metadata: metadata(raw.metadata),
  amountRefundedMinor: minor(raw.amount_refunded, raw.currency) ?? 0,
  disputed: flag(raw.disputed),
  ledgerEntryId: idOf(raw.balance_transaction),
  failureCode: text(raw.failure_code),
  createdAt: epochTime(raw.created),
});

function outcome(value: unknown) {
  if (typeof value !== 'object' || value === null) return null;
  const raw = asRecord(value);
  return { type: text(raw.type), reason: text(raw.reason), riskLevel: text(raw.risk_level) };
}

export const refunds: Mapper<'refund'> = (raw) => ({
  ...money(raw.amount, raw.currency),
  paymentId: idOf(raw.payment_intent),
  chargeId: idOf(raw.charge),
  status: text(raw.status),
  reason: text(raw.reason),
  failureReason: text(raw.failure_reason),
  ledgerEntryId: idOf(raw.balance_transaction),
  orderId: null,
  locationId: null,
  // Stripe keeps its fee; what a plan gives back is in the ledger entry.
  feeRefundedMinor: null,
  metadata: metadata(raw.metadata),
  date: null,
  createdAt: epochTime(raw.created),
});

export const disputes: Mapper<'dispute'> = (raw) => ({
  ...money(raw.amount, raw.currency),
  paymentId: idOf(raw.payment_intent),
  chargeId: idOf(raw.charge),
  status: text(raw.status) ?? 'unknown',
  reason: text(raw.reason),
  evidenceDueAt: epochTime(asRecord(raw.evidence_details).due_by),
  feeMinor: disputeFee(raw),
  createdAt: epochTime(raw.created),
});

/** Taken with the disputed amount, and given back with it; of a payout in another currency it is in that one. */
function disputeFee(raw: Raw): number | null {
  const entries = items(raw.balance_transactions);
  const own = entries.filter((entry) => currencyCode(entry.currency) === currencyCode(raw.currency));
  return sumOf(own.map((entry) => minor(entry.fee, raw.currency)));
}

export const early_fraud_warnings: Mapper<'fraud_warning'> = (raw) => ({
  chargeId: idOf(raw.charge),
  paymentId: idOf(raw.payment_intent),
  kind: text(raw.fraud_type),
  actionable: flag(raw.actionable),
  createdAt: epochTime(raw.created),
});
