import { epochTime, flag, asRecord, metadata, text } from '../../kit/fields.js';
import { idOf, minor, money } from './stripe.fields.js';

import type { Mapper } from '../../kit/normaliser.js';

export const payments: Mapper<'payment'> = (raw) => ({
  ...money(raw.amount, raw.currency),
  customerId: idOf(raw.customer),
  invoiceId: idOf(raw.invoice),
  status: text(raw.status) ?? 'unknown',
  amountReceivedMinor: minor(raw.amount_received, raw.currency),
  description: text(raw.description),
  latestChargeId: idOf(raw.latest_charge),
  metadata: metadata(raw.metadata),
  createdAt: epochTime(raw.created),
});

export const setup_intents: Mapper<'setup'> = (raw) => ({
  customerId: idOf(raw.customer),
  status: text(raw.status) ?? 'unknown',
  usage: text(raw.usage),
  createdAt: epochTime(raw.created),
});

export const charges: Mapper<'charge'> = (raw) => ({
  ...money(raw.amount, raw.currency),
  customerId: idOf(raw.customer),
  paymentId: idOf(raw.payment_intent),
  status: text(raw.status) ?? 'unknown',
  paid: flag(raw.paid),
  amountRefundedMinor: minor(raw.amount_refunded, raw.currency) ?? 0,
  disputed: flag(raw.disputed),
  ledgerEntryId: idOf(raw.balance_transaction),
  failureCode: text(raw.failure_code),
  createdAt: epochTime(raw.created),
});

export const refunds: Mapper<'refund'> = (raw) => ({
  ...money(raw.amount, raw.currency),
  paymentId: idOf(raw.payment_intent),
  chargeId: idOf(raw.charge),
  status: text(raw.status),
  reason: text(raw.reason),
  createdAt: epochTime(raw.created),
});

export const disputes: Mapper<'dispute'> = (raw) => ({
  ...money(raw.amount, raw.currency),
  paymentId: idOf(raw.payment_intent),
  chargeId: idOf(raw.charge),
  status: text(raw.status) ?? 'unknown',
  reason: text(raw.reason),
  evidenceDueAt: epochTime(asRecord(raw.evidence_details).due_by),
  createdAt: epochTime(raw.created),
});

export const balance_transactions: Mapper<'ledger_entry'> = (raw) => ({
  ...money(raw.amount, raw.currency),
  type: text(raw.type) ?? 'unknown',
  feeMinor: minor(raw.fee, raw.currency) ?? 0,
  netMinor: minor(raw.net, raw.currency) ?? 0,
  status: text(raw.status),
  sourceId: idOf(raw.source),
  description: text(raw.description),
  availableAt: epochTime(raw.available_on),
  createdAt: epochTime(raw.created),
});

export const payouts: Mapper<'payout'> = (raw) => ({
  ...money(raw.amount, raw.currency),
  status: text(raw.status) ?? 'unknown',
  method: text(raw.method),
  arrivalAt: epochTime(raw.arrival_date),
  description: text(raw.description),
  createdAt: epochTime(raw.created),
});

export const transfers: Mapper<'transfer'> = (raw) => ({
  ...money(raw.amount, raw.currency),
  destinationId: idOf(raw.destination),
  amountReversedMinor: minor(raw.amount_reversed, raw.currency) ?? 0,
  description: text(raw.description),
  createdAt: epochTime(raw.created),
});

export const application_fees: Mapper<'fee'> = (raw) => ({
  ...money(raw.amount, raw.currency),
  accountId: idOf(raw.account),
  chargeId: idOf(raw.charge),
  amountRefundedMinor: minor(raw.amount_refunded, raw.currency) ?? 0,
  createdAt: epochTime(raw.created),
});
