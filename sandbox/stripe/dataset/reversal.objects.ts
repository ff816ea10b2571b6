import type { StripeObject } from '../stripe.stream.js';
import { balanceTransaction } from './balance.objects.js';
import type { Dataset } from './dataset.js';
import { disputeAmount, refundAmount, refundStatus } from './payment.facts.js';

const REFUND_REASON = [null, 'requested_by_customer', 'requested_by_customer', 'duplicate', 'fraudulent'];

export function refund(data: Dataset, index: number): StripeObject {
  const hash = data.hash('refunds', index, 23);
  const { charge, amount, facts } = refundAmount(data, index);
  const status = refundStatus(data, index);
  const failure = status === 'failed' ? { failure_reason: 'expired_or_canceled_card' } : {};
  return {
    id: data.id('refunds', index),
    object: 'refund',
    amount,
    balance_transaction: data.idOrNull('balance_transactions', data.ledgerPosition('refunds', index)),
    charge: data.idOrNull('charges', charge),
    created: data.created('refunds', index),
    currency: facts?.currency ?? 'usd',
    customer: data.idOrNull('customers', facts?.customer ?? -1),
    customer_account: null,
    destination_details: {
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
      type: 'card',
    },
    ...failure,
    metadata: {},
    payment_intent: data.idOrNull('payments', facts?.payment ?? -1),
    payment_method: null,
    reason: REFUND_REASON[hash % REFUND_REASON.length]!,
    receipt_number: null,
    source_transfer_reversal: null,
    status,
    transfer_reversal: null,
  };
}

const DISPUTE_STATUS = ['needs_response', 'under_review', 'won', 'lost'];

const NO_EVIDENCE = Object.fromEntries(
  `access_activity_log billing_address cancellation_policy cancellation_policy_disclosure cancellation_rebuttal
  customer_communication customer_email_address customer_name customer_purchase_ip customer_signature
  duplicate_charge_documentation duplicate_charge_explanation duplicate_charge_id product_description receipt
  refund_policy refund_policy_disclosure refund_refusal_explanation service_date service_documentation shipping_address
  shipping_carrier shipping_date shipping_documentation shipping_tracking_number uncategorized_file uncategorized_text`
    .split(/\s+/)
    .map((field) => [field, null]),
);

export function dispute(data: Dataset, index: number): StripeObject {
  const hash = data.hash('disputes', index, 20);
  const { charge, amount, facts } = disputeAmount(data, index);
  const created = data.created('disputes', index);
  const position = data.ledgerPosition('disputes', index);
  return {
    id: data.id('disputes', index),
    object: 'dispute',
    amount,
    balance_transactions: position < 0 ? [] : [balanceTransaction(data, position)],
    charge: data.idOrNull('charges', charge),
    created,
    currency: facts?.currency ?? 'usd',
    enhanced_eligibility_types: [],
    evidence: { ...NO_EVIDENCE, enhanced_evidence: {} },
    evidence_details: {
      due_by: created + 14 * 86_400,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: data.idOrNull('payments', facts?.payment ?? -1),
    payment_method_details: {
      card: { brand: 'visa', case_type: 'chargeback', network: 'visa', network_reason_code: '10.4' },
      type: 'card',
    },
    reason: hash % 3 === 0 ? 'fraudulent' : 'product_not_received',
    status: DISPUTE_STATUS[(hash >>> 4) % DISPUTE_STATUS.length]!,
  };
}
