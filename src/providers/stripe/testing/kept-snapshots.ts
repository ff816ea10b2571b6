import { list, type OldSnapshot } from './old-snapshots.js';

const AT = 1_598_918_400;
const LATER = AT + 86_400;
const MOST_OLD_ACCOUNTS = '2020-08-27';

const CARD = { brand: 'visa', country: 'US', exp_month: 9, exp_year: 2027, funding: 'credit', last4: '4242' };

const METHOD = {
  id: 'pm_1',
  object: 'payment_method',
  created: AT,
  customer: 'cus_1',
  metadata: { seat: '7' },
  type: 'card',
};

const REFUND = {
  id: 're_1',
  object: 'refund',
  amount: 200,
  balance_transaction: 'txn_2',
  charge: 'ch_1',
  created: AT,
  currency: 'usd',
  failure_reason: 'lost_or_stolen_card',
  metadata: { order: '7' },
  payment_intent: 'pi_1',
  reason: 'requested_by_customer',
  receipt_number: null,
  status: 'failed',
};

const DISPUTE = {
  id: 'du_1',
  object: 'dispute',
  amount: 1_000,
  balance_transactions: [{ id: 'txn_3', amount: -1_000, currency: 'usd', fee: 1_500, net: -2_500 }],
  charge: 'ch_1',
  created: AT,
  currency: 'usd',
  evidence_details: { due_by: LATER, has_evidence: false, past_due: false, submission_count: 0 },
  is_charge_refundable: false,
  payment_intent: 'pi_1',
  reason: 'fraudulent',
  status: 'needs_response',
};

const PAYOUT = {
  id: 'po_1',
  object: 'payout',
  amount: 970,
  application_fee_amount: 15,
  arrival_date: 1_599_004_800,
  automatic: true,
  balance_transaction: 'txn_4',
  created: AT,
  currency: 'usd',
  description: 'STRIPE PAYOUT',
  destination: 'ba_1',
  failure_code: 'account_closed',
  failure_message: 'The bank account has been closed.',
  method: 'standard',
  status: 'failed',
  type: 'bank_account',
};

const REVERSAL = {
  id: 'trr_1',
  object: 'transfer_reversal',
  amount: 100,
  balance_transaction: 'txn_5',
  created: AT,
  currency: 'usd',
  metadata: { order: '7' },
  source_refund: 're_1',
  transfer: 'tr_1',
};

const TRANSFER = {
  id: 'tr_1',
  object: 'transfer',
  amount: 500,
  amount_reversed: 100,
  created: AT,
  currency: 'usd',
  description: 'Share of the venue',
  destination: 'acct_2',
  metadata: {},
  reversals: list([REVERSAL]),
  reversed: false,
};

const FEE_REFUND = {
  id: 'fr_1',
  object: 'fee_refund',
  amount: 10,
  balance_transaction: 'txn_6',
  created: AT,
  currency: 'usd',
  fee: 'fee_1',
  metadata: { order: '7' },
};

const FEE = {
  id: 'fee_1',
  object: 'application_fee',
  account: 'acct_2',
  amount: 30,
  amount_refunded: 10,
  application: 'ca_1',
  charge: 'ch_1',
  created: AT,
  currency: 'usd',
  refunded: false,
  refunds: list([FEE_REFUND]),
};

/** Samples of the streams of money that go back, out or to somebody else, which have kept what their mappers read. */
export const KEPT_SNAPSHOTS: readonly OldSnapshot[] = [
  {
    stream: 'setup_intents',
    version: MOST_OLD_ACCOUNTS,
    old: {
      id: 'seti_1',
      object: 'setup_intent',
      created: AT,
      customer: 'cus_1',
      status: 'succeeded',
      usage: 'on_session',
    },
    today: {
      ...{
        id: 'seti_1',
        object: 'setup_intent',
        created: AT,
        customer: 'cus_1',
        status: 'succeeded',
        usage: 'on_session',
      },
      automatic_payment_methods: null,
      flow_directions: null,
    },
  },
  {
    stream: 'payment_methods',
    // Until then those of Link told a country.
    version: '2023-08-16',
    old: { ...METHOD, card: CARD },
    today: {
      ...METHOD,
      allow_redisplay: 'unspecified',
      card: { ...CARD, display_brand: 'visa', regulated_status: null },
    },
  },
  {
    stream: 'payment_methods',
    version: '2023-08-16',
    old: { ...METHOD, type: 'link', link: { email: 'zoe@example.com', persistent_token: 'token' } },
    today: { ...METHOD, type: 'link', link: { email: 'zoe@example.com' } },
    blank: ['last4', 'expires', 'country'],
  },
  {
    stream: 'refunds',
    version: MOST_OLD_ACCOUNTS,
    old: REFUND,
    today: {
      ...REFUND,
      destination_details: { type: 'card', card: { type: 'refund' } },
      source_transfer_reversal: null,
    },
    blank: ['orderId', 'locationId', 'feeRefundedMinor', 'date'],
  },
  {
    stream: 'disputes',
    // It did away with a status, `charge_refunded`.
    version: '2023-08-16',
    old: DISPUTE,
    today: {
      ...DISPUTE,
      enhanced_eligibility_types: [],
      payment_method_details: { type: 'card', card: { brand: 'visa' } },
    },
  },
  {
    stream: 'early_fraud_warnings',
    version: MOST_OLD_ACCOUNTS,
    ...same({
      id: 'issfr_1',
      object: 'radar.early_fraud_warning',
      actionable: true,
      charge: 'ch_1',
      created: AT,
      fraud_type: 'misc',
      payment_intent: 'pi_1',
    }),
  },
  {
    stream: 'invoice_payments',
    // There were none before.
    version: '2025-03-31',
    ...same({
      id: 'inpay_1',
      object: 'invoice_payment',
      amount_paid: 1_000,
      amount_requested: 1_000,
      created: AT,
      currency: 'usd',
      invoice: 'in_1',
      payment: { type: 'payment_intent', payment_intent: 'pi_1' },
      status: 'paid',
      status_transitions: { canceled_at: null, paid_at: LATER },
    }),
    blank: ['chargeId'],
  },
  {
    stream: 'payouts',
    version: MOST_OLD_ACCOUNTS,
    old: PAYOUT,
    today: { ...PAYOUT, payout_method: 'pm_2', reconciliation_status: 'completed', trace_id: null },
  },
  { stream: 'transfers', version: MOST_OLD_ACCOUNTS, ...same(TRANSFER), blank: ['sourceAccountId', 'date'] },
  { stream: 'transfer_reversals', version: MOST_OLD_ACCOUNTS, ...same(REVERSAL) },
  {
    stream: 'application_fees',
    version: MOST_OLD_ACCOUNTS,
    old: FEE,
    today: { ...FEE, fee_source: { type: 'charge', charge: 'ch_1' } },
  },
  { stream: 'application_fee_refunds', version: MOST_OLD_ACCOUNTS, ...same(FEE_REFUND) },
];

function same(object: Record<string, unknown>): Pick<OldSnapshot, 'old' | 'today'> {
  return { old: object, today: object };
}
