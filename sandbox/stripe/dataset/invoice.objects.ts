import type { StripeObject } from '../stripe.stream.js';
import { customerEmail, customerName, customerTaxId } from './customer.objects.js';
import type { Dataset } from './dataset.js';
import {
  invoiceFacts,
  invoiceParties,
  isPending,
  itemAmount,
  itemText,
  lineId,
  type InvoiceFacts,
} from './invoice.facts.js';
import { address } from './shop.words.js';
import { subscriptionFacts, subscriptionItemId } from './subscription.objects.js';

const DAY = 86_400;

export function invoice(data: Dataset, index: number): StripeObject {
  const facts = invoiceFacts(data, index);
  const { customer, status, total } = facts;
  const id = data.id('invoices', index);
  const created = data.created('invoices', index);
  const isDraft = status === 'draft';
  const paid = status === 'paid' ? total : 0;
  const subscription = data.idOrNull('subscriptions', facts.subscription);
  const known = customer >= 0;
  const taxId = customerTaxId(data, customer);
  const taxes =
    facts.tax === 0
      ? []
      : [
          {
            amount: facts.tax,
            tax_behavior: 'exclusive',
            tax_rate_details: null,
            taxability_reason: 'standard_rated',
            taxable_amount: facts.subtotal,
            type: 'tax_rate_details',
          },
        ];
  return {
    id,
    object: 'invoice',
    account_country: 'US',
    account_name: 'Sandbox Shop',
    account_tax_ids: null,
    amount_due: total,
    amount_overpaid: 0,
    amount_paid: paid,
    amount_remaining: total - paid,
    amount_shipping: 0,
    application: null,
    attempt_count: isDraft ? 0 : 1,
    attempted: !isDraft,
    auto_advance: isDraft,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: null,
    billing_reason: subscription === null ? 'manual' : 'subscription_cycle',
    collection_method: 'charge_automatically',
    created,
    currency: facts.currency,
    custom_fields: null,
    customer: data.idOrNull('customers', customer),
    customer_account: null,
    customer_address: known ? address(data.hash('customers', customer, 21)) : null,
    customer_email: known ? customerEmail(data, customer) : null,
    customer_name: known ? customerName(data, customer) : null,
    customer_phone: null,
    customer_shipping: null,
    customer_tax_exempt: 'none',
    customer_tax_ids: taxId ? [taxId] : [],
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    due_date: null,
    effective_at: isDraft ? null : created + 3600,
    ending_balance: isDraft ? null : 0,
    footer: null,
    from_invoice: null,
    hosted_invoice_url: isDraft
      ? null
      : `https://invoice.stripe.com/i/${data.account}/test_${data.word('invoices', index, 23, 30)}`,
    invoice_pdf: isDraft
      ? null
      : `https://pay.stripe.com/invoice/${data.account}/test_${data.word('invoices', index, 23, 30)}/pdf`,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: {
      object: 'list',
      data: lines(data, index, id, created, facts, subscription),
      has_more: false,
      total_count: facts.lines.length,
      url: `/v1/invoices/${id}/lines`,
    },
    livemode: false,
    metadata: {},
    next_payment_attempt: null,
    number: isDraft ? null : `${data.word('invoices', 0, 24, 8).toUpperCase()}-${String(index + 1).padStart(4, '0')}`,
    on_behalf_of: null,
    parent:
      subscription === null
        ? null
        : { quote_details: null, subscription_details: { metadata: {}, subscription }, type: 'subscription_details' },
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: created,
    period_start: created - 30 * DAY,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: 0,
    statement_descriptor: null,
    status,
    status_transitions: {
      finalized_at: isDraft ? null : created + 3600,
      marked_uncollectible_at: status === 'uncollectible' ? created + 40 * DAY : null,
      paid_at: status === 'paid' ? created + 3660 : null,
      voided_at: status === 'void' ? created + DAY : null,
    },
    subtotal: facts.subtotal,
    subtotal_excluding_tax: facts.subtotal,
    test_clock: null,
    total,
    total_discount_amounts: [],
    total_excluding_tax: facts.subtotal,
    total_pretax_credit_amounts: [],
    total_taxes: taxes,
    webhooks_delivered_at: created,
  };
}

function lines(
  data: Dataset,
  index: number,
  invoiceId: string,
  created: number,
  facts: InvoiceFacts,
  subscription: string | null,
) {
  return facts.lines.map((line, at) => ({
    id: lineId(data, index, at),
    object: 'line_item',
    amount: line.amount,
    currency: facts.currency,
    description: line.description,
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice: invoiceId,
    livemode: false,
    metadata: {},
    parent:
      line.item < 0 && subscription !== null
        ? {
            invoice_item_details: null,
            subscription_item_details: {
              invoice_item: null,
              proration: false,
              proration_details: null,
              subscription,
              subscription_item: subscriptionItemId(data, facts.subscription),
            },
            type: 'subscription_item_details',
          }
        : line.item < 0
          ? null
          : {
              invoice_item_details: {
                invoice_item: data.idOrNull('invoice_items', line.item),
                proration: false,
                proration_details: null,
                subscription: null,
              },
              subscription_item_details: null,
              type: 'invoice_item_details',
            },
    period: { end: created, start: created - 30 * DAY },
    pretax_credit_amounts: [],
    pricing: pricing(data, facts, line),
    quantity: line.quantity,
    quantity_decimal: String(line.quantity),
    subscription,
    subtotal: line.amount,
    taxes:
      line.tax === 0
        ? []
        : [
            {
              amount: line.tax,
              tax_behavior: 'exclusive',
              tax_rate_details: null,
              taxability_reason: 'standard_rated',
              taxable_amount: line.amount,
              type: 'tax_rate_details',
            },
          ],
  }));
}

function pricing(data: Dataset, { subscription }: InvoiceFacts, line: InvoiceFacts['lines'][number]) {
  const index = line.item < 0 && subscription >= 0 ? subscriptionFacts(data, subscription).price : -1;
  const product = index < 0 ? null : data.idOrNull('products', data.parent('prices', 'products', index));
  return {
    ...(product !== null && { price_details: { price: data.id('prices', index), product } }),
    type: 'price_details',
    unit_amount_decimal: String(line.amount / line.quantity),
  };
}

/** An invoice item says `date` where the other objects say `created`. */
export function invoiceItem(data: Dataset, index: number): StripeObject {
  const invoice = isPending(data, index) ? -1 : data.parent('invoice_items', 'invoices', index);
  const home = data.parent('invoice_items', 'invoices', index);
  const parties = home < 0 ? { currency: 'usd', customer: -1 } : invoiceParties(data, home);
  const value = itemAmount(data, index, parties.currency);
  const date = data.created('invoice_items', index);
  return {
    id: data.id('invoice_items', index),
    object: 'invoiceitem',
    amount: value,
    currency: parties.currency,
    customer: data.idOrNull('customers', parties.customer),
    customer_account: null,
    date,
    description: itemText(index),
    discountable: true,
    discounts: [],
    invoice: data.idOrNull('invoices', invoice),
    livemode: false,
    metadata: {},
    net_amount: value,
    parent: null,
    period: { end: date, start: date },
    pricing: null,
    proration: false,
    quantity: 1,
    quantity_decimal: '1',
    tax_rates: [],
    test_clock: null,
  };
}
