import type { StripeObject } from '../stripe.stream.js';
import type { Dataset } from './dataset.js';
import { amount, currency } from './money.words.js';
import { product as productWord } from './shop.words.js';

export function product(data: Dataset, index: number): StripeObject {
  const hash = data.hash('products', index, 20);
  const [firstPrice, endPrice] = data.children('prices', 'products', index);
  const created = data.created('products', index);
  return {
    id: data.id('products', index),
    object: 'product',
    active: hash % 11 !== 0,
    created,
    default_price: endPrice > firstPrice ? data.id('prices', firstPrice) : null,
    description: hash % 3 === 0 ? null : `${productWord(hash)} for everyday use`,
    images: hash % 4 === 0 ? [`https://files.example.com/products/${index}.png`] : [],
    livemode: false,
    marketing_features: hash % 5 === 0 ? [{ name: 'Free returns' }] : [],
    metadata: { sku: `SKU-${1000 + index}` },
    name: `${productWord(hash)} ${1 + (hash % 90)}`,
    package_dimensions: null,
    shippable: hash % 2 === 0 ? null : true,
    statement_descriptor: null,
    tax_code: hash % 6 === 0 ? 'txcd_10000000' : null,
    tax_details: null,
    type: 'service',
    unit_label: null,
    updated: created,
    url: null,
  };
}

/** Every fourth price is for a single sale; the others recur. */
export const isRecurring = (index: number): boolean => index % 4 !== 3;

/** Some of the prices for a single sale depend on the quantity, or are below the minor unit. */
const isTiered = (index: number): boolean => index % 20 === 19;
const isBelowUnit = (index: number): boolean => index % 20 === 11;

const tiers = (unit: number) => [
  { flat_amount: null, flat_amount_decimal: null, unit_amount: unit, unit_amount_decimal: String(unit), up_to: 10 },
  { flat_amount: 100, flat_amount_decimal: '100', unit_amount: 1, unit_amount_decimal: '1', up_to: null },
];

export function priceAmount(data: Dataset, index: number): { currency: string; amount: number } {
  const hash = data.hash('prices', index, 20);
  const of = currency(hash >>> 8);
  return { currency: of, amount: amount(hash, of) };
}

export function price(data: Dataset, index: number): StripeObject {
  const hash = data.hash('prices', index, 21);
  const { currency: of, amount: unit } = priceAmount(data, index);
  const recurs = isRecurring(index);
  return {
    id: data.id('prices', index),
    object: 'price',
    active: hash % 9 !== 0,
    billing_scheme: isTiered(index) ? 'tiered' : 'per_unit',
    created: data.created('prices', index),
    currency: of,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: hash % 5 === 0 ? `plan_${index}` : null,
    metadata: {},
    nickname: hash % 3 === 0 ? 'Standard' : null,
    product: data.idOrNull('products', data.parent('prices', 'products', index)),
    recurring: recurs
      ? {
          interval: hash % 4 === 0 ? 'year' : 'month',
          interval_count: 1,
          meter: null,
          trial_period_days: null,
          usage_type: 'licensed',
        }
      : null,
    tax_behavior: 'unspecified',
    ...(isTiered(index) && { tiers: tiers(unit) }),
    tiers_mode: isTiered(index) ? 'graduated' : null,
    transform_quantity: null,
    type: recurs ? 'recurring' : 'one_time',
    unit_amount: isTiered(index) || isBelowUnit(index) ? null : unit,
    unit_amount_decimal: isTiered(index) ? null : isBelowUnit(index) ? '0.25' : String(unit),
  };
}

export function coupon(data: Dataset, index: number): StripeObject {
  const hash = data.hash('coupons', index, 20);
  const isShare = hash % 3 !== 0;
  const of = currency(hash >>> 8);
  return {
    id: data.id('coupons', index),
    object: 'coupon',
    amount_off: isShare ? null : amount(hash, of),
    created: data.created('coupons', index),
    currency: isShare ? null : of,
    duration: hash % 2 === 0 ? 'once' : 'forever',
    duration_in_months: null,
    livemode: false,
    max_redemptions: hash % 4 === 0 ? 100 : null,
    metadata: {},
    name: isShare ? `${5 + (hash % 40)}% off` : 'Welcome',
    percent_off: isShare ? 5 + (hash % 40) : null,
    redeem_by: null,
    times_redeemed: hash % 50,
    valid: true,
  };
}

export function promotionCode(data: Dataset, index: number): StripeObject {
  const hash = data.hash('promotion_codes', index, 20);
  return {
    id: data.id('promotion_codes', index),
    object: 'promotion_code',
    active: hash % 5 !== 0,
    code: `SAVE${data.word('promotion_codes', index, 21, 6).toUpperCase()}`,
    created: data.created('promotion_codes', index),
    customer: null,
    customer_account: null,
    expires_at: null,
    livemode: false,
    max_redemptions: null,
    metadata: {},
    promotion: {
      coupon: data.idOrNull('coupons', data.parent('promotion_codes', 'coupons', index)),
      type: 'coupon',
    },
    restrictions: { first_time_transaction: hash % 2 === 0, minimum_amount: null, minimum_amount_currency: null },
    times_redeemed: hash % 20,
  };
}

const TAXES = [
  ['US', 'Sales tax', 'sales_tax', 8.25],
  ['DE', 'VAT', 'vat', 19],
  ['FR', 'TVA', 'vat', 20],
  ['CA', 'GST', 'gst', 5],
  ['JP', 'JCT', 'jct', 10],
] as const;

export function taxRate(data: Dataset, index: number): StripeObject {
  const [country, name, type, percentage] = TAXES[index % TAXES.length]!;
  return {
    id: data.id('tax_rates', index),
    object: 'tax_rate',
    active: data.hash('tax_rates', index, 20) % 6 !== 0,
    country,
    created: data.created('tax_rates', index),
    description: `${name} ${country}`,
    display_name: name,
    effective_percentage: null,
    flat_amount: null,
    inclusive: data.hash('tax_rates', index, 21) % 3 === 0,
    jurisdiction: country,
    jurisdiction_level: null,
    livemode: false,
    metadata: {},
    percentage,
    rate_type: 'percentage',
    state: null,
    tax_type: type,
  };
}

/** A payment link carries no creation time at all. */
export function paymentLink(data: Dataset, index: number): StripeObject {
  const hash = data.hash('payment_links', index, 20);
  return {
    id: data.id('payment_links', index),
    object: 'payment_link',
    active: hash % 4 !== 0,
    after_completion: { hosted_confirmation: { custom_message: null }, type: 'hosted_confirmation' },
    allow_promotion_codes: false,
    application: null,
    application_fee_amount: null,
    application_fee_percent: null,
    automatic_tax: { enabled: false, liability: null },
    billing_address_collection: 'auto',
    consent_collection: null,
    currency: currency(hash >>> 8),
    custom_fields: [],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer_creation: 'if_required',
    inactive_message: null,
    invoice_creation: { enabled: false, invoice_data: null },
    livemode: false,
    managed_payments: null,
    metadata: {},
    on_behalf_of: null,
    payment_intent_data: null,
    payment_method_collection: 'if_required',
    payment_method_options: null,
    payment_method_types: null,
    phone_number_collection: { enabled: false },
    restrictions: null,
    shipping_address_collection: null,
    shipping_options: [],
    submit_type: 'auto',
    subscription_data: null,
    tax_id_collection: { enabled: false, required: 'never' },
    transfer_data: null,
    url: `https://buy.stripe.com/test_${data.word('payment_links', index, 21, 18)}`,
  };
}
