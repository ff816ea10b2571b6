import type { StripeObject } from '../stripe.stream.js';
import { customerEmail, customerName, customerTaxId } from './customer.objects.js';
import type { Dataset } from './dataset.js';
import { chargeFacts, paymentFacts } from './payment.facts.js';
import { address, NO_ADDRESS } from './shop.words.js';

export function payment(data: Dataset, index: number): StripeObject {
  const hash = data.hash('payments', index, 21);
  const facts = paymentFacts(data, index);
  const id = data.id('payments', index);
  const [, endCharge] = data.children('charges', 'payments', index);
  const latest = data.children('charges', 'payments', index)[0] < endCharge ? endCharge - 1 : -1;
  const succeeded = latest >= 0 && chargeFacts(data, latest).succeeded;
  const isCanceled = latest < 0 && hash % 4 === 0;
  const created = data.created('payments', index);
  return {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: facts.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: succeeded ? facts.amount : 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: { allow_redirects: 'always', enabled: true },
    canceled_at: isCanceled ? created : null,
    cancellation_reason: isCanceled ? 'abandoned' : null,
    capture_method: 'automatic_async',
    client_secret: `${id}_secret_${data.word('payments', index, 23, 25)}`,
    confirmation_method: 'automatic',
    created,
    currency: facts.currency,
    customer: data.idOrNull('customers', facts.customer),
    customer_account: null,
    description: hash % 3 === 0 ? null : `Order ${10_000 + index}`,
    excluded_payment_method_types: null,
    last_payment_error: latest >= 0 && !succeeded ? declined() : null,
    latest_charge: data.idOrNull('charges', latest),
    livemode: false,
    managed_payments: null,
    metadata: hash % 2 === 0 ? { order_id: String(10_000 + index) } : {},
    next_action: null,
    on_behalf_of: null,
    payment_method: succeeded ? paymentMethod(data, index) : null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: succeeded ? 'succeeded' : isCanceled ? 'canceled' : 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
  };
}

function paymentMethod(data: Dataset, payment: number): string {
  return `pm_1${data.word('payments', payment, 24, 23)}`;
}

export function declined(): Record<string, unknown> {
  return {
    code: 'card_declined',
    decline_code: 'insufficient_funds',
    doc_url: 'https://stripe.com/docs/error-codes/card-declined',
    message: 'Your card has insufficient funds.',
    type: 'card_error',
  };
}

export function charge(data: Dataset, index: number): StripeObject {
  const hash = data.hash('charges', index, 22);
  const facts = chargeFacts(data, index);
  const { amount, currency, customer, succeeded } = facts;
  const position = succeeded ? data.ledgerPosition('charges', index) : -1;
  const hasName = customer >= 0;
  return {
    id: data.id('charges', index),
    object: 'charge',
    amount,
    amount_captured: succeeded ? amount : 0,
    amount_refunded: facts.amountRefunded,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: data.idOrNull('balance_transactions', position),
    billing_details: {
      address: hasName ? address(data.hash('customers', customer, 21)) : NO_ADDRESS,
      email: hasName ? customerEmail(data, customer) : null,
      name: hasName ? customerName(data, customer) : null,
      phone: null,
      tax_id: customerTaxId(data, customer)?.value ?? null,
    },
    calculated_statement_descriptor: 'SANDBOX SHOP',
    captured: succeeded,
    created: data.created('charges', index),
    currency,
    customer: data.idOrNull('customers', customer),
    description: null,
    disputed: facts.disputed,
    failure_balance_transaction: null,
    failure_code: succeeded ? null : 'card_declined',
    failure_message: succeeded ? null : 'Your card has insufficient funds.',
    fraud_details: {},
    livemode: false,
    metadata: {},
    on_behalf_of: null,
    outcome: {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: succeeded ? 'approved_by_network' : 'declined_by_network',
      reason: succeeded ? null : 'insufficient_funds',
      risk_level: 'normal',
      risk_score: hash % 60,
      seller_message: succeeded ? 'Payment complete.' : 'The bank returned the decline code `insufficient_funds`.',
      type: succeeded ? 'authorized' : 'issuer_declined',
    },
    paid: succeeded,
    payment_intent: data.idOrNull('payments', facts.payment),
    payment_method: paymentMethod(data, Math.max(0, facts.payment)),
    payment_method_details: { card: card(hash, amount), type: 'card' },
    receipt_email: null,
    receipt_number: null,
    receipt_url: succeeded ? `https://pay.stripe.com/receipts/payment/${data.word('charges', index, 24, 40)}` : null,
    refunded: succeeded && facts.amountRefunded === amount,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: succeeded ? 'succeeded' : 'failed',
    transfer_data: null,
    transfer_group: null,
  };
}

export function card(hash: number, amount: number): Record<string, unknown> {
  const brand = hash % 3 === 0 ? 'mastercard' : 'visa';
  return {
    amount_authorized: amount,
    authorization_code: null,
    brand,
    electronic_commerce_indicator: null,
    checks: { address_line1_check: null, address_postal_code_check: 'pass', cvc_check: 'pass' },
    country: 'US',
    exp_month: 1 + (hash % 12),
    exp_year: 2027 + (hash % 6),
    extended_authorization: { status: 'disabled' },
    fingerprint: `fp${hash.toString(36)}`,
    funding: hash % 4 === 0 ? 'debit' : 'credit',
    incremental_authorization: { status: 'unavailable' },
    installments: null,
    last4: String(1000 + ((hash >>> 7) % 9000)),
    mandate: null,
    multicapture: { status: 'unavailable' },
    network: brand,
    network_token: { used: false },
    network_transaction_id: null,
    overcapture: { maximum_amount_capturable: amount, status: 'unavailable' },
    regulated_status: 'unregulated',
    three_d_secure: null,
    transaction_link_id: null,
    wallet: null,
  };
}
