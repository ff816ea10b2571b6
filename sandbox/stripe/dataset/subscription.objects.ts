import type { StripeObject } from '../stripe.stream.js';
import { isRecurring, price, priceAmount } from './catalog.objects.js';
import type { Dataset } from './dataset.js';
import { amount } from './money.words.js';

const STATUS = [
  'active',
  'active',
  'active',
  'active',
  'active',
  'trialing',
  'past_due',
  'canceled',
  'canceled',
  'unpaid',
];
const MONTH = 30 * 86_400;

interface SubscriptionFacts {
  /** Indexes, or -1. */
  customer: number;
  price: number;
  quantity: number;
  currency: string;
  unitAmount: number;
}

export function subscriptionFacts(data: Dataset, index: number): SubscriptionFacts {
  const hash = data.hash('subscriptions', index, 20);
  const chosen = data.earlier('prices', 'subscriptions', index, 8);
  const recurring = chosen < 0 || isRecurring(chosen) ? chosen : chosen - 1;
  const { currency, amount: unitAmount } =
    recurring < 0 ? { currency: 'usd', amount: amount(hash, 'usd') } : priceAmount(data, recurring);
  const customer = data.earlier('customers', 'subscriptions', index, 7);
  return { customer, price: recurring, quantity: 1 + (hash % 4), currency, unitAmount };
}

export function subscriptionItemId(data: Dataset, index: number): string {
  return `si_${data.word('subscriptions', index, 22, 14)}`;
}

export function subscription(data: Dataset, index: number): StripeObject {
  const hash = data.hash('subscriptions', index, 21);
  const facts = subscriptionFacts(data, index);
  const id = data.id('subscriptions', index);
  const created = data.created('subscriptions', index);
  const status = STATUS[hash % STATUS.length]!;
  const endedAt = status === 'canceled' ? created + MONTH : null;
  const [firstInvoice, endInvoice] = data.children('invoices', 'subscriptions', index);
  return {
    id,
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: created,
    billing_cycle_anchor_config: null,
    billing_mode: { flexible: null, type: 'classic' },
    billing_thresholds: null,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: endedAt,
    cancellation_details: { comment: null, feedback: null, reason: endedAt === null ? null : 'cancellation_requested' },
    collection_method: 'charge_automatically',
    created,
    currency: facts.currency,
    customer: data.idOrNull('customers', facts.customer),
    customer_account: null,
    days_until_due: null,
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    ended_at: endedAt,
    invoice_settings: { account_tax_ids: null, issuer: { type: 'self' } },
    items: {
      object: 'list',
      data: facts.price < 0 ? [] : [item(data, index, facts, id, created)],
      has_more: false,
      total_count: facts.price < 0 ? 0 : 1,
      url: `/v1/subscription_items?subscription=${id}`,
    },
    latest_invoice: endInvoice > firstInvoice ? data.id('invoices', endInvoice - 1) : null,
    livemode: false,
    metadata: hash % 3 === 0 ? { contract: `C-${index}` } : {},
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: { payment_method_options: null, payment_method_types: null, save_default_payment_method: 'off' },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: created,
    status,
    test_clock: null,
    transfer_data: null,
    trial_end: status === 'trialing' ? created + MONTH : null,
    trial_settings: { end_behavior: { missing_payment_method: 'create_invoice' } },
    trial_start: status === 'trialing' ? created : null,
  };
}

function item(data: Dataset, index: number, facts: SubscriptionFacts, subscription: string, created: number) {
  return {
    id: subscriptionItemId(data, index),
    object: 'subscription_item',
    billing_thresholds: null,
    created,
    current_period_end: created + MONTH,
    current_period_start: created,
    discounts: [],
    metadata: {},
    price: price(data, facts.price),
    quantity: facts.quantity,
    subscription,
    tax_rates: [],
  };
}
