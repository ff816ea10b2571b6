import { list, type OldSnapshot } from './old-snapshots.js';

const AT = 1_598_918_400;
const LATER = AT + 86_400;
const VERSION = '2020-08-27';

const PRODUCT = {
  id: 'prod_1',
  object: 'product',
  active: true,
  created: AT,
  default_price: 'price_1',
  description: 'A seat',
  metadata: { venue: '7' },
  name: 'Seat',
  url: 'https://example.com/seat',
};

const PRICE = {
  id: 'price_1',
  object: 'price',
  active: true,
  billing_scheme: 'per_unit',
  created: AT,
  currency: 'usd',
  nickname: 'Season',
  product: 'prod_1',
  type: 'recurring',
  unit_amount: 420,
  unit_amount_decimal: '420',
};
const RECURRING = { interval: 'month', interval_count: 3, trial_period_days: null, usage_type: 'licensed' };

const COUPON = {
  id: 'SPRING',
  object: 'coupon',
  amount_off: null,
  created: AT,
  currency: null,
  duration: 'once',
  max_redemptions: 50,
  metadata: {},
  name: 'Spring',
  percent_off: 12.5,
  redeem_by: LATER,
  times_redeemed: 7,
  valid: true,
};

const TAX_RATE = {
  id: 'txr_1',
  object: 'tax_rate',
  active: true,
  country: 'DE',
  created: AT,
  description: 'VAT of Germany',
  display_name: 'VAT',
  inclusive: false,
  jurisdiction: 'DE',
  metadata: {},
  percentage: 19,
};

const LINK = {
  id: 'plink_1',
  object: 'payment_link',
  active: true,
  currency: 'usd',
  metadata: { event: '7' },
  url: 'https://buy.stripe.com/test_1',
};

const ITEM = {
  id: 'ii_1',
  object: 'invoiceitem',
  amount: 840,
  currency: 'usd',
  customer: 'cus_1',
  date: AT,
  description: 'Seat',
  invoice: 'in_1',
  quantity: 2,
};

const NOTE = {
  id: 'cn_1',
  object: 'credit_note',
  amount: 200,
  created: AT,
  currency: 'usd',
  customer: 'cus_1',
  effective_at: LATER,
  invoice: 'in_1',
  reason: 'order_change',
  status: 'issued',
  total: 200,
};

const SESSION = {
  id: 'cs_1',
  object: 'checkout.session',
  amount_total: 1_000,
  created: AT,
  currency: 'usd',
  customer: 'cus_1',
  expires_at: LATER,
  mode: 'payment',
  payment_intent: 'pi_1',
  payment_status: 'paid',
  status: 'complete',
};

const QUOTE = {
  id: 'qt_1',
  object: 'quote',
  amount_total: 1_000,
  created: AT,
  currency: 'usd',
  customer: 'cus_1',
  expires_at: LATER,
  status: 'open',
};

/** Samples of the streams of what is sold and how, which have kept what their mappers read. */
export const CATALOG_SNAPSHOTS: readonly OldSnapshot[] = [
  {
    stream: 'products',
    version: VERSION,
    // Features were renamed with 2024-04-10.
    old: { ...PRODUCT, attributes: [], features: [{ name: 'Legroom' }], type: 'service' },
    today: { ...PRODUCT, marketing_features: [{ name: 'Legroom' }], tax_code: null, type: 'service' },
    blank: ['parentId', 'amountMinor', 'currency', 'sku'],
  },
  {
    stream: 'prices',
    version: VERSION,
    // How usage adds up moved to meters with 2025-03-31.basil.
    old: { ...PRICE, recurring: { ...RECURRING, aggregate_usage: null } },
    today: { ...PRICE, recurring: { ...RECURRING, meter: null }, tax_behavior: 'unspecified' },
    blank: ['sku'],
  },
  {
    stream: 'coupons',
    version: VERSION,
    old: COUPON,
    today: COUPON,
    blank: ['code', 'amountOffMinor', 'currency'],
  },
  {
    stream: 'coupons',
    version: VERSION,
    old: { ...COUPON, amount_off: 500, currency: 'usd', percent_off: null },
    today: { ...COUPON, amount_off: 500, currency: 'usd', percent_off: null },
    blank: ['code', 'percentOff'],
  },
  {
    stream: 'tax_rates',
    version: VERSION,
    old: TAX_RATE,
    today: { ...TAX_RATE, effective_percentage: null, flat_amount: null, rate_type: 'percentage', tax_type: 'vat' },
    blank: ['agencyId'],
  },
  {
    stream: 'payment_links',
    version: VERSION,
    // What it ships at was renamed with 2022-08-01.
    old: { ...LINK, shipping_rates: [] },
    today: { ...LINK, shipping_options: [] },
  },
  {
    stream: 'invoice_items',
    version: VERSION,
    // The price, the subscription and the taxes moved with 2025-03-31.basil.
    old: { ...ITEM, price: PRICE, subscription: 'sub_1', tax_rates: [], unit_amount: 420, unit_amount_decimal: '420' },
    today: {
      ...ITEM,
      parent: { type: 'subscription_details', subscription_details: { subscription: 'sub_1' } },
      pricing: { type: 'price_details', price_details: { price: 'price_1', product: 'prod_1' } },
      quantity_decimal: '2',
    },
  },
  {
    stream: 'credit_notes',
    version: VERSION,
    // The refund and the taxes became lists with 2025-03-31.basil.
    old: { ...NOTE, lines: list([]), refund: 're_1', tax_amounts: [] },
    today: { ...NOTE, lines: list([]), refunds: [{ amount_refunded: 200, refund: 're_1' }], total_taxes: [] },
  },
  {
    stream: 'checkout_sessions',
    version: VERSION,
    // The shipping moved with 2022-08-01 and 2025-03-31.basil.
    old: { ...SESSION, setup_intent: null, shipping: null, shipping_rate: null },
    today: {
      ...SESSION,
      collected_information: { shipping_details: null },
      shipping_cost: null,
      ui_mode: 'hosted_page',
    },
  },
  { stream: 'quotes', version: VERSION, old: QUOTE, today: { ...QUOTE, test_clock: null } },
];
