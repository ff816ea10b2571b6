import type { StripeObject } from '../stripe.stream.js';
import type { Dataset } from './dataset.js';
import { feeAmount, ledgerEntry, payoutFacts, transferAmount } from './balance.facts.js';

const DAY = 86_400;
const CATEGORY: Record<string, string> = {
  adjustment: 'dispute',
  stripe_fee: 'fee',
  application_fee: 'platform_earning',
};

export function balanceTransaction(data: Dataset, index: number): StripeObject {
  const line = ledgerEntry(data, index);
  const created = data.created('balance_transactions', index);
  return {
    id: data.id('balance_transactions', index),
    object: 'balance_transaction',
    amount: line.amount,
    available_on: line.type === 'charge' ? created + 2 * DAY : created,
    balance_type: 'payments',
    created,
    currency: line.currency,
    description: line.type === 'payout' ? 'STRIPE PAYOUT' : null,
    exchange_rate: line.rate,
    fee: line.fee,
    fee_details:
      line.fee === 0
        ? []
        : [
            {
              amount: line.fee,
              application: null,
              currency: line.currency,
              description: 'Stripe processing fees',
              type: 'stripe_fee',
            },
          ],
    net: line.amount - line.fee,
    reporting_category: CATEGORY[line.type] ?? line.type,
    source: line.source,
    status: created + 2 * DAY <= data.createdTo ? 'available' : 'pending',
    type: line.type,
  };
}

export function payout(data: Dataset, index: number): StripeObject {
  const { currency, amount } = payoutFacts(data, index);
  const created = data.created('payouts', index);
  return {
    id: data.id('payouts', index),
    object: 'payout',
    amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: Math.floor(created / DAY) * DAY + 2 * DAY,
    automatic: true,
    balance_transaction: data.idOrNull('balance_transactions', data.ledgerPosition('payouts', index)),
    created,
    currency,
    description: 'STRIPE PAYOUT',
    destination: `ba_1${data.word('payouts', 0, 21, 23)}`,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: {},
    method: 'standard',
    original_payout: null,
    payout_method: null,
    reconciliation_status: created + 3 * DAY <= data.createdTo ? 'completed' : 'in_progress',
    reversed_by: null,
    source_type: 'card',
    statement_descriptor: null,
    status: created + 3 * DAY <= data.createdTo ? 'paid' : 'in_transit',
    trace_id: { status: 'pending', value: null },
    type: 'bank_account',
  };
}

export function transfer(data: Dataset, index: number): StripeObject {
  const id = data.id('transfers', index);
  const reversed = index % 3 === 1 ? Math.floor(transferAmount(data, index) / 2) : 0;
  const reversals = reversed === 0 ? [] : [reversal(data, index, id, reversed)];
  return {
    id,
    object: 'transfer',
    amount: transferAmount(data, index),
    amount_reversed: reversed,
    balance_transaction: data.idOrNull('balance_transactions', data.ledgerPosition('transfers', index)),
    created: data.created('transfers', index),
    currency: 'usd',
    description: null,
    destination: otherAccount(data, index),
    destination_payment: `py_1${data.word('transfers', index, 22, 23)}`,
    livemode: false,
    metadata: {},
    reversals: { object: 'list', data: reversals, has_more: false, url: `/v1/transfers/${id}/reversals` },
    reversed: false,
    source_transaction: null,
    source_type: 'card',
    transfer_group: index % 3 === 0 ? `ORDER_${index}` : null,
  };
}

function reversal(data: Dataset, index: number, transfer: string, amount: number) {
  return {
    id: `trr_1${data.word('transfers', index, 24, 23)}`,
    object: 'transfer_reversal',
    amount,
    balance_transaction: null,
    created: data.created('transfers', index),
    currency: 'usd',
    destination_payment_refund: null,
    metadata: {},
    source_refund: null,
    transfer,
  };
}

export function applicationFee(data: Dataset, index: number): StripeObject {
  const id = data.id('application_fees', index);
  const refunded = index % 3 === 1 ? Math.floor(feeAmount(data, index) / 2) : 0;
  const refunds = refunded === 0 ? [] : [feeRefund(data, index, id, refunded)];
  const charge = data.idOrNull('charges', data.parent('application_fees', 'charges', index));
  return {
    id,
    object: 'application_fee',
    account: otherAccount(data, index),
    amount: feeAmount(data, index),
    amount_refunded: refunded,
    application: 'ca_sandbox',
    balance_transaction: data.idOrNull('balance_transactions', data.ledgerPosition('application_fees', index)),
    charge,
    created: data.created('application_fees', index),
    currency: 'usd',
    fee_source: { charge, type: 'charge' },
    livemode: false,
    originating_transaction: null,
    refunded: false,
    refunds: { object: 'list', data: refunds, has_more: false, url: `/v1/application_fees/${id}/refunds` },
  };
}

function feeRefund(data: Dataset, index: number, fee: string, amount: number) {
  return {
    id: `fr_1${data.word('application_fees', index, 24, 23)}`,
    object: 'fee_refund',
    amount,
    balance_transaction: null,
    created: data.created('application_fees', index),
    currency: 'usd',
    fee,
    metadata: {},
  };
}

function otherAccount(data: Dataset, index: number): string {
  return `acct_1${data.word('transfers', index % 7, 23, 15)}`;
}
