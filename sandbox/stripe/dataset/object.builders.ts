import type { StreamName, StripeObject } from '../stripe.stream.js';
import { applicationFee, balanceTransaction, payout, transfer } from './balance.objects.js';
import { coupon, paymentLink, price, product, promotionCode, taxRate } from './catalog.objects.js';
import { customer, setupIntent } from './customer.objects.js';
import type { Dataset } from './dataset.js';
import { invoice, invoiceItem } from './invoice.objects.js';
import { earlyFraudWarning, invoicePayment, paymentMethod } from './payment.relations.js';
import { charge, payment } from './payment.objects.js';
import { dispute, refund } from './reversal.objects.js';
import { checkoutSession, creditNote, quote } from './sales.objects.js';
import { subscription } from './subscription.objects.js';

/** Builds the object with this index; the same dataset and index always give the same object. */
type ObjectBuilder = (data: Dataset, index: number) => StripeObject;

export const BUILDERS: Record<StreamName, ObjectBuilder> = {
  customers: customer,
  products: product,
  prices: price,
  coupons: coupon,
  promotion_codes: promotionCode,
  subscriptions: subscription,
  invoices: invoice,
  invoice_items: invoiceItem,
  credit_notes: creditNote,
  payments: payment,
  invoice_payments: invoicePayment,
  setup_intents: setupIntent,
  payment_methods: paymentMethod,
  charges: charge,
  refunds: refund,
  disputes: dispute,
  early_fraud_warnings: earlyFraudWarning,
  balance_transactions: balanceTransaction,
  payouts: payout,
  transfers: transfer,
  application_fees: applicationFee,
  checkout_sessions: checkoutSession,
  payment_links: paymentLink,
  quotes: quote,
  tax_rates: taxRate,
};
