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
  const items = Array.from({ length: facts.price < 0 ? 0 : itemCount(index) }, (_, at) =>
    item(data, index, at, facts, id, created),
  );
  const [firstInvoice, endInvoice] = data.children('invoices', 'subscriptions', index);
  return {
    id,
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: created,
    billing_cycle_anchor_config: null,
    billing_schedules: [],
    billing_mode: { flexible: null, type: 'classic' },
    billing_thresholds: null,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: endedAt,
    cancellation_details: {
      comment: null,
      feedback: null,
      feedback_option: null,
      reason: endedAt === null ? null : 'cancellation_requested',
    },
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
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    items: {
      object: 'list',
      data: items,
      has_more: false,
      total_count: items.length,
      url: `/v1/subscription_items?subscription=${id}`,
    },
    latest_invoice: endInvoice > firstInvoice ? data.id('invoices', endInvoice - 1) : null,
    livemode: false,
    managed_payments: null,
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
    trial_settings: { end_behavior: { billing_cycle_anchor: null, missing_payment_method: 'create_invoice' } },
    trial_start: status === 'trialing' ? created : null,
  };
}

/** Some have more than a list within an object shows. */
const itemCount = (index: number): number => (index % 40 === 7 ? 13 : 1);

function item(
  data: Dataset,
  index: number,
  at: number,
  facts: SubscriptionFacts,
  subscription: string,
  created: number,
) {
  return {
    id: at === 0 ? subscriptionItemId(data, index) : `si_${data.word('subscriptions', index, 40 + at, 14)}`,
    object: 'subscription_item',
    billing_thresholds: null,
    created,
    current_period_end: created + MONTH,
    current_period_start: created,
    current_trial: null,
    discounts: [],
    metadata: {},
    plan: plan(price(data, facts.price)),
    price: price(data, facts.price),
    quantity: facts.quantity,
    subscription,
    tax_rates: [],
  };
}

/** The form that a recurring price had before there were prices. */
function plan(of: StripeObject): StripeObject {
  const { id, active, created, currency, livemode, metadata, nickname, product } = of;
  return {
    id,
    object: 'plan',
    active,
    amount: of.unit_amount,
    amount_decimal: of.unit_amount_decimal,
    billing_scheme: of.billing_scheme,
    created,
    currency,
    interval: (of.recurring as { interval?: string } | null)?.interval ?? 'month',
    interval_count: 1,
    livemode,
    metadata,
    meter: null,
    nickname,
    product,
    tiers_mode: of.tiers_mode,
    transform_usage: null,
    trial_period_days: null,
    usage_type: 'licensed',
  };
}
