/** A Stripe object as it travels: plain JSON. */
export interface StripeObject {
  id: string;
  object: string;
  [field: string]: unknown;
}

export const STREAMS = [
  'customers',
  'products',
  'prices',
  'coupons',
  'promotion_codes',
  'subscriptions',
  'invoices',
  'invoice_items',
  'credit_notes',
  'payments',
  'invoice_payments',
  'setup_intents',
  'payment_methods',
  'charges',
  'refunds',
  'disputes',
  'early_fraud_warnings',
  'balance_transactions',
  'payouts',
  'transfers',
  'application_fees',
  'checkout_sessions',
  'payment_links',
  'quotes',
  'tax_rates',
] as const;

export type StreamName = (typeof STREAMS)[number];

interface StreamShape {
  /** Under /v1/. */
  path: string;
  /** The `object` field. */
  object: string;
  /** How Stripe names it in "No such …". */
  noun: string;
  idPrefix: string;
  /** Permission that a restricted key needs, as `rak_<permission>_read`. */
  permission: string;
  /** The list takes `created`. */
  createdFilter: boolean;
  /** Other list filters: those compared with the field of the same name, and those with their own rule. */
  filters: readonly string[];
}

function shape(
  path: string,
  object: string,
  idPrefix: string,
  filters: readonly string[] = [],
  more: Partial<StreamShape> = {},
): StreamShape {
  return { path, object, noun: object, idPrefix, permission: object, createdFilter: true, filters, ...more };
}

export const SHAPES: Record<StreamName, StreamShape> = {
  customers: shape('customers', 'customer', 'cus_', ['email', 'test_clock']),
  products: shape('products', 'product', 'prod_', ['active', 'ids', 'shippable', 'type', 'url']),
  prices: shape('prices', 'price', 'price_1', ['active', 'currency', 'lookup_keys', 'product', 'type'], {
    permission: 'plan',
  }),
  coupons: shape('coupons', 'coupon', ''),
  promotion_codes: shape('promotion_codes', 'promotion_code', 'promo_1', ['active', 'code', 'coupon', 'customer'], {
    noun: 'promotion code',
  }),
  subscriptions: shape('subscriptions', 'subscription', 'sub_1', [
    'collection_method',
    'customer',
    'price',
    'status',
    'test_clock',
  ]),
  invoices: shape('invoices', 'invoice', 'in_1', [
    'collection_method',
    'customer',
    'due_date',
    'status',
    'subscription',
  ]),
  invoice_items: shape('invoiceitems', 'invoiceitem', 'ii_1', ['customer', 'invoice', 'pending'], {
    permission: 'invoice',
  }),
  credit_notes: shape('credit_notes', 'credit_note', 'cn_1', ['customer', 'invoice'], { noun: 'credit note' }),
  payments: shape('payment_intents', 'payment_intent', 'pi_3', ['customer']),
  invoice_payments: shape('invoice_payments', 'invoice_payment', 'inpay_1', ['invoice', 'payment', 'status'], {
    permission: 'invoice',
  }),
  payment_methods: shape('payment_methods', 'payment_method', 'pm_2', ['customer', 'type'], {
    noun: 'PaymentMethod',
    createdFilter: false,
  }),
  setup_intents: shape('setup_intents', 'setup_intent', 'seti_1', ['customer', 'payment_method'], {
    noun: 'setupintent',
  }),
  charges: shape('charges', 'charge', 'ch_3', ['customer', 'payment_intent', 'transfer_group']),
  refunds: shape('refunds', 'refund', 're_3', ['charge', 'payment_intent'], { permission: 'charge' }),
  disputes: shape('disputes', 'dispute', 'du_1', ['charge', 'payment_intent']),
  early_fraud_warnings: shape(
    'radar/early_fraud_warnings',
    'radar.early_fraud_warning',
    'issfr_1',
    ['charge', 'payment_intent'],
    { noun: 'early_fraud_warning', permission: 'radar' },
  ),
  balance_transactions: shape('balance_transactions', 'balance_transaction', 'txn_3', [
    'currency',
    'payout',
    'source',
    'type',
  ]),
  payouts: shape('payouts', 'payout', 'po_1', ['arrival_date', 'destination', 'status']),
  transfers: shape('transfers', 'transfer', 'tr_1', ['destination', 'transfer_group']),
  application_fees: shape('application_fees', 'application_fee', 'fee_1', ['charge'], { noun: 'application fee' }),
  checkout_sessions: shape(
    'checkout/sessions',
    'checkout.session',
    'cs_test_a1',
    ['customer', 'payment_intent', 'payment_link', 'status', 'subscription'],
    { noun: 'checkout.session', permission: 'checkout_session' },
  ),
  payment_links: shape('payment_links', 'payment_link', 'plink_1', ['active'], { createdFilter: false }),
  quotes: shape('quotes', 'quote', 'qt_1', ['customer', 'status', 'test_clock'], { createdFilter: false }),
  tax_rates: shape('tax_rates', 'tax_rate', 'txr_1', ['active', 'inclusive']),
};

export const STREAM_BY_PATH = new Map(STREAMS.map((name) => [SHAPES[name].path, name]));
export const STREAM_BY_OBJECT = new Map(STREAMS.map((name) => [SHAPES[name].object, name]));
