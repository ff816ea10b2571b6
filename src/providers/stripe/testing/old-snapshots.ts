/**
 * An object as events of accounts at an old API version carry it, beside the same object as it is read today. What
 * changed between the two is what https://docs.stripe.com/changelog and the changelog of the SDK list as breaking.
 */
export interface OldSnapshot {
  stream: string;
  /** The date of the API version of `old`. */
  version: string;
  old: Record<string, unknown>;
  today: Record<string, unknown>;
  /** Fields of the shape that such an object leaves empty; all others have to be filled. */
  blank?: readonly string[];
}

const VERSION = '2020-08-27';

export const list = (data: object[]) => ({
  object: 'list',
  data,
  has_more: false,
  total_count: data.length,
  url: '/v1/x',
});

const CUSTOMER = {
  id: 'cus_1',
  object: 'customer',
  address: { city: 'Austin', country: 'US', line1: '1 Main St', line2: '', postal_code: '78701', state: 'TX' },
  balance: 0,
  created: 1_598_918_400,
  currency: 'usd',
  delinquent: false,
  email: 'zoe@example.com',
  metadata: { order: '7' },
  name: 'Zoë',
  phone: '+15125550100',
};

const CARD = { type: 'card', card: { brand: 'visa', last4: '4242', wallet: { type: 'apple_pay' } } };

const CHARGE = {
  id: 'ch_1',
  object: 'charge',
  amount: 1_000,
  amount_captured: 1_000,
  amount_refunded: 200,
  application_fee_amount: 30,
  balance_transaction: 'txn_1',
  captured: true,
  created: 1_598_918_400,
  currency: 'usd',
  customer: 'cus_1',
  disputed: false,
  failure_code: null,
  metadata: {},
  outcome: { type: 'authorized', reason: null, risk_level: 'normal' },
  paid: true,
  payment_intent: 'pi_1',
  payment_method_details: CARD,
  status: 'succeeded',
};

const PAYMENT = {
  id: 'pi_1',
  object: 'payment_intent',
  amount: 1_000,
  amount_details: { tip: { amount: 100 } },
  amount_received: 1_000,
  application_fee_amount: 30,
  created: 1_598_918_400,
  currency: 'usd',
  customer: 'cus_1',
  description: 'Order 7',
  metadata: {},
  payment_method: 'pm_1',
  payment_method_types: ['card'],
  status: 'succeeded',
};

const LINE = { id: 'il_1', object: 'line_item', amount: 840, currency: 'usd', description: 'Seat', quantity: 2 };

const INVOICE = {
  id: 'in_1',
  object: 'invoice',
  amount_due: 1_000,
  amount_paid: 1_000,
  amount_remaining: 0,
  created: 1_598_918_400,
  currency: 'usd',
  customer: 'cus_1',
  due_date: 1_601_510_400,
  number: '7-0001',
  status: 'paid',
  status_transitions: { finalized_at: 1_598_918_400, paid_at: 1_598_918_401 },
  subtotal: 840,
  total: 1_000,
};

const ITEM = { id: 'si_1', object: 'subscription_item', quantity: 2 };
const PRICE = { id: 'price_1', object: 'price', currency: 'usd', product: 'prod_1', unit_amount: 420 };

const SUBSCRIPTION = {
  id: 'sub_1',
  object: 'subscription',
  cancel_at_period_end: false,
  canceled_at: 1_601_510_400,
  created: 1_598_918_400,
  customer: 'cus_1',
  ended_at: 1_601_510_400,
  start_date: 1_598_918_400,
  status: 'canceled',
};

const COUPON = { id: 'SPRING', object: 'coupon', name: 'Spring', percent_off: 12.5, redeem_by: null, valid: true };
const CODE = {
  id: 'promo_1',
  object: 'promotion_code',
  active: true,
  code: 'X',
  created: 1_598_918_400,
  expires_at: 1_601_510_400,
  max_redemptions: 50,
  times_redeemed: 7,
};

/** Samples of the streams of which something that their mapper reads has changed. */
export const OLD_SNAPSHOTS: readonly OldSnapshot[] = [
  {
    stream: 'customers',
    version: VERSION,
    old: { ...CUSTOMER, default_currency: 'usd', default_source: null, tax_ids: list([]) },
    today: { ...CUSTOMER, next_invoice_sequence: 2 },
    blank: ['unsubscribed'],
  },
  {
    stream: 'charges',
    version: VERSION,
    // Refunds were within the charge until 2022-11-15, and the invoice until 2025-03-31.
    old: { ...CHARGE, invoice: 'in_1', refunds: list([{ id: 're_1', object: 'refund', amount: 200 }]), source: null },
    today: CHARGE,
    blank: ['failureCode'],
  },
  {
    stream: 'payments',
    version: VERSION,
    // Charges were a list within the payment until 2022-11-15.
    old: { ...PAYMENT, invoice: 'in_1', charges: list([CHARGE, { ...CHARGE, id: 'ch_0', status: 'failed' }]) },
    today: {
      ...PAYMENT,
      latest_charge: CHARGE,
      _joined: { invoice_payments: [{ id: 'inpay_1', invoice: 'in_1', amount_paid: 1_000 }] },
    },
    // What it cost is only in expanded members.
    blank: ['processingFeeMinor', 'netMinor', 'orderId', 'locationId', 'date'],
  },
  {
    stream: 'invoices',
    version: VERSION,
    // The subscription, the tax and the price moved with 2025-03-31.basil.
    old: {
      ...INVOICE,
      charge: 'ch_1',
      paid: true,
      payment_intent: 'pi_1',
      subscription: 'sub_1',
      tax: 160,
      total_tax_amounts: [{ amount: 160, inclusive: false, tax_rate: 'txr_1' }],
      lines: list([{ ...LINE, price: PRICE, tax_amounts: [{ amount: 160, inclusive: false }] }]),
    },
    today: {
      ...INVOICE,
      parent: { type: 'subscription_details', subscription_details: { subscription: 'sub_1' } },
      total_taxes: [{ amount: 160, tax_behavior: 'exclusive' }],
      lines: list([
        {
          ...LINE,
          discount_amounts: null,
          pricing: {
            type: 'price_details',
            price_details: { price: 'price_1', product: 'prod_1' },
            unit_amount_decimal: '420',
          },
          taxes: [{ amount: 160, tax_behavior: 'exclusive' }],
        },
      ]),
    },
  },
  {
    stream: 'subscriptions',
    version: VERSION,
    // The currency of a subscription came in 2022; its periods moved to the items with 2025-03-31.basil.
    old: {
      ...SUBSCRIPTION,
      current_period_start: 1_598_918_400,
      plan: { id: 'price_1', object: 'plan', amount: 420, currency: 'usd' },
      items: list([{ ...ITEM, plan: { id: 'price_1' }, price: PRICE }]),
    },
    today: { ...SUBSCRIPTION, currency: 'usd', items: list([{ ...ITEM, price: PRICE }]) },
  },
  {
    stream: 'promotion_codes',
    version: VERSION,
    // The coupon moved with 2025-09-30.clover.
    old: { ...CODE, coupon: COUPON },
    today: { ...CODE, promotion: { type: 'coupon', coupon: COUPON } },
    blank: ['amountOffMinor', 'currency'],
  },
];
