import type { StripeObject } from '../stripe.stream.js';
import { customerEmail, customerName, customerTaxId } from './customer.objects.js';
import type { Dataset } from './dataset.js';
import { invoiceFacts } from './invoice.facts.js';
import { amount, currency } from './money.words.js';
import { paymentFacts } from './payment.facts.js';
import { payment } from './payment.objects.js';

const NO_TAX_OR_DISCOUNT = { amount_discount: 0, amount_shipping: 0, amount_tax: 0 };

/** Credit notes of one invoice share its total, so that they never exceed it. */
export function creditNote(data: Dataset, index: number): StripeObject {
  const id = data.id('credit_notes', index);
  const invoice = data.parent('credit_notes', 'invoices', index);
  const facts = invoice < 0 ? null : invoiceFacts(data, invoice);
  const [first, end] = data.children('credit_notes', 'invoices', Math.max(0, invoice));
  const value = Math.max(1, Math.floor((facts?.total ?? 100) / Math.max(1, end - first) / 2));
  const isPaid = facts?.status === 'paid';
  return {
    id,
    object: 'credit_note',
    amount: value,
    amount_shipping: 0,
    created: data.created('credit_notes', index),
    currency: facts?.currency ?? 'usd',
    customer: data.idOrNull('customers', facts?.customer ?? -1),
    customer_account: null,
    customer_balance_transaction: null,
    discount_amount: 0,
    discount_amounts: [],
    effective_at: data.created('credit_notes', index),
    invoice: data.idOrNull('invoices', invoice),
    lines: {
      object: 'list',
      data: [
        {
          id: `cnli_1${data.word('credit_notes', index, 21, 23)}`,
          object: 'credit_note_line_item',
          amount: value,
          description: 'Goodwill',
          discount_amount: 0,
          discount_amounts: [],
          livemode: false,
          metadata: null,
          pretax_credit_amounts: [],
          quantity: 1,
          tax_rates: [],
          taxes: [],
          type: 'custom_line_item',
          unit_amount: value,
          unit_amount_decimal: String(value),
        },
      ],
      has_more: false,
      total_count: 1,
      url: `/v1/credit_notes/${id}/lines`,
    },
    livemode: false,
    memo: null,
    metadata: {},
    number: `CN-${String(index + 1).padStart(5, '0')}`,
    out_of_band_amount: null,
    pdf: `https://pay.stripe.com/credit_notes/${data.account}/test_${data.word('credit_notes', index, 22, 30)}/pdf`,
    post_payment_amount: isPaid ? value : 0,
    pre_payment_amount: isPaid ? 0 : value,
    pretax_credit_amounts: [],
    reason: 'order_change',
    refunds: [],
    shipping_cost: null,
    status: 'issued',
    subtotal: value,
    subtotal_excluding_tax: value,
    total: value,
    total_excluding_tax: value,
    total_taxes: [],
    type: isPaid ? 'post_payment' : 'pre_payment',
    voided_at: null,
  };
}

const QUOTE_STATUS = ['draft', 'open', 'accepted', 'accepted', 'canceled'];

export function quote(data: Dataset, index: number): StripeObject {
  const hash = data.hash('quotes', index, 20);
  const of = currency(hash >>> 8);
  const value = amount(hash, of);
  const status = QUOTE_STATUS[(hash >>> 3) % QUOTE_STATUS.length]!;
  const created = data.created('quotes', index);
  return {
    id: data.id('quotes', index),
    object: 'quote',
    amount_subtotal: value,
    amount_total: value,
    application: null,
    application_fee_amount: null,
    application_fee_percent: null,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    collection_method: 'charge_automatically',
    computed: {
      recurring: null,
      upfront: { amount_subtotal: value, amount_total: value, total_details: NO_TAX_OR_DISCOUNT },
    },
    created,
    currency: of,
    customer: data.idOrNull('customers', data.earlier('customers', 'quotes', index, 7)),
    customer_account: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    expires_at: created + 30 * 86_400,
    footer: null,
    from_quote: null,
    header: null,
    invoice: null,
    invoice_settings: {
      custom_fields: null,
      days_until_due: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    livemode: false,
    metadata: {},
    number: status === 'draft' ? null : `QT-${String(index + 1).padStart(4, '0')}-1`,
    on_behalf_of: null,
    status,
    status_transitions: {
      accepted_at: status === 'accepted' ? created + 7200 : null,
      canceled_at: status === 'canceled' ? created + 7200 : null,
      finalized_at: status === 'open' || status === 'accepted' ? created + 3600 : null,
    },
    subscription: null,
    subscription_data: {
      billing_mode: { type: 'classic' },
      description: null,
      effective_date: null,
      metadata: null,
      trial_period_days: null,
    },
    subscription_schedule: null,
    test_clock: null,
    total_details: NO_TAX_OR_DISCOUNT,
    transfer_data: null,
  };
}

/** A session is complete when its payment succeeded; the others are still open or have expired. */
export function checkoutSession(data: Dataset, index: number): StripeObject {
  const hash = data.hash('checkout_sessions', index, 20);
  const id = data.id('checkout_sessions', index);
  const created = data.created('checkout_sessions', index);
  const paying = data.parent('checkout_sessions', 'payments', index);
  const facts = paymentFacts(data, Math.max(0, paying));
  const isPaid = paying >= 0 && payment(data, paying).status === 'succeeded' && hash % 6 !== 0;
  const status = isPaid ? 'complete' : hash % 2 === 0 ? 'open' : 'expired';
  const taxId = customerTaxId(data, facts.customer);
  const known = facts.customer >= 0;
  return {
    id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: true },
    after_expiration: null,
    allowed_payment_method_types: null,
    allow_promotion_codes: null,
    amount_subtotal: facts.amount,
    amount_total: facts.amount,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: 'https://shop.example.com/cancel',
    client_reference_id: `cart-${index}`,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created,
    currency: facts.currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer: data.idOrNull('customers', facts.customer),
    customer_account: null,
    customer_creation: 'if_required',
    customer_details: known
      ? {
          address: null,
          business_name: null,
          email: customerEmail(data, facts.customer),
          individual_name: null,
          name: customerName(data, facts.customer),
          phone: null,
          tax_exempt: 'none',
          tax_ids: taxId ? [taxId] : [],
        }
      : null,
    customer_email: null,
    discounts: [],
    expires_at: created + 86_400,
    invoice: null,
    integration_identifier: null,
    invoice_creation: null,
    line_items: lineItems(data, index, id, facts),
    livemode: false,
    locale: null,
    managed_payments: null,
    metadata: {},
    mode: 'payment',
    origin_context: null,
    payment_intent: isPaid ? data.id('payments', paying) : null,
    payment_link: null,
    payment_method_collection: 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card'],
    payment_status: isPaid ? 'paid' : 'unpaid',
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status,
    submit_type: null,
    subscription: null,
    success_url: 'https://shop.example.com/thanks',
    total_details: NO_TAX_OR_DISCOUNT,
    ui_mode: 'hosted_page',
    wallet_options: null,
    url: status === 'open' ? `https://checkout.stripe.com/c/pay/${id}` : null,
  };
}

/** What is sold in a session: one or two lines that add up to it. */
function lineItems(data: Dataset, index: number, session: string, { amount: total, currency: of }: Sum) {
  const hash = data.hash('checkout_sessions', index, 22);
  const first = hash % 3 === 0 ? Math.floor(total / 2) : total;
  const parts = first === total || first === 0 ? [total] : [first, total - first];
  return {
    object: 'list',
    data: parts.map((value, at) => lineItem(data, index, at, value, of)),
    has_more: false,
    url: `/v1/checkout/sessions/${session}/line_items`,
  };
}

interface Sum {
  amount: number;
  currency: string;
}

function lineItem(data: Dataset, index: number, at: number, value: number, of: string) {
  return {
    id: `li_1${data.word('checkout_sessions', index, 30 + at, 23)}`,
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: value,
    amount_tax: 0,
    amount_total: value,
    currency: of,
    description: `Seat ${at + 1}`,
    metadata: {},
    price: null,
    quantity: 1,
  };
}
