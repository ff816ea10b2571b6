import { flag, inside, metadata, text } from '../../kit/fields.js';
import { idOf, time } from './stripe.fields.js';
import { minor, money } from './stripe.money.js';
import type { StripeMapper } from './stripe.mapper.js';

const payment: StripeMapper<'payment'> = (raw) => ({
  ...money(raw.amount, raw.currency),
  customerId: idOf(raw.customer),
  invoiceId: idOf(raw.invoice),
  status: text(raw.status) ?? 'unknown',
  amountReceivedMinor: minor(raw.amount_received, raw.currency),
  description: text(raw.description),
  latestChargeId: idOf(raw.latest_charge),
  metadata: metadata(raw.metadata),
  createdAt: time(raw.created),
});

const setupIntent: StripeMapper<'setup'> = (raw) => ({
  customerId: idOf(raw.customer),
  status: text(raw.status) ?? 'unknown',
  usage: text(raw.usage),
  createdAt: time(raw.created),
});

const charge: StripeMapper<'charge'> = (raw) => ({
  ...money(raw.amount, raw.currency),
  customerId: idOf(raw.customer),
  paymentId: idOf(raw.payment_intent),
  status: text(raw.status) ?? 'unknown',
  paid: flag(raw.paid),
  amountRefundedMinor: minor(raw.amount_refunded, raw.currency) ?? 0,
  disputed: flag(raw.disputed),
  ledgerEntryId: idOf(raw.balance_transaction),
  failureCode: text(raw.failure_code),
  createdAt: time(raw.created),
});

const refund: StripeMapper<'refund'> = (raw) => ({
  ...money(raw.amount, raw.currency),
  paymentId: idOf(raw.payment_intent),
  chargeId: idOf(raw.charge),
  status: text(raw.status),
  reason: text(raw.reason),
  createdAt: time(raw.created),
});

const dispute: StripeMapper<'dispute'> = (raw) => ({
  ...money(raw.amount, raw.currency),
  paymentId: idOf(raw.payment_intent),
  chargeId: idOf(raw.charge),
  status: text(raw.status) ?? 'unknown',
  reason: text(raw.reason),
  evidenceDueAt: time(inside(raw.evidence_details).due_by),
  createdAt: time(raw.created),
});

const balanceTransaction: StripeMapper<'ledger_entry'> = (raw) => ({
  ...money(raw.amount, raw.currency),
  type: text(raw.type) ?? 'unknown',
  feeMinor: minor(raw.fee, raw.currency) ?? 0,
  netMinor: minor(raw.net, raw.currency) ?? 0,
  status: text(raw.status),
  sourceId: idOf(raw.source),
  description: text(raw.description),
  availableAt: time(raw.available_on),
  createdAt: time(raw.created),
});

const payout: StripeMapper<'payout'> = (raw) => ({
  ...money(raw.amount, raw.currency),
  status: text(raw.status) ?? 'unknown',
  method: text(raw.method),
  arrivalAt: time(raw.arrival_date),
  description: text(raw.description),
  createdAt: time(raw.created),
});

const transfer: StripeMapper<'transfer'> = (raw) => ({
  ...money(raw.amount, raw.currency),
  destinationId: idOf(raw.destination),
  amountReversedMinor: minor(raw.amount_reversed, raw.currency) ?? 0,
  description: text(raw.description),
  createdAt: time(raw.created),
});

const applicationFee: StripeMapper<'fee'> = (raw) => ({
  ...money(raw.amount, raw.currency),
  accountId: idOf(raw.account),
  chargeId: idOf(raw.charge),
  amountRefundedMinor: minor(raw.amount_refunded, raw.currency) ?? 0,
  createdAt: time(raw.created),
});

/** Where the money went. */
export const STRIPE_PAYMENT_MAPPERS = {
  payments: payment,
  setup_intents: setupIntent,
  charges: charge,
  refunds: refund,
  disputes: dispute,
  balance_transactions: balanceTransaction,
  payouts: payout,
  transfers: transfer,
  application_fees: applicationFee,
};
