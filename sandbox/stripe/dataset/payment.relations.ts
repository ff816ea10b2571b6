import { card, payment } from './payment.objects.js';
import type { StripeObject } from '../stripe.stream.js';
import { customerEmail, customerName } from './customer.objects.js';
import type { Dataset } from './dataset.js';
import { invoiceFacts } from './invoice.facts.js';
import { chargeFacts, paymentFacts } from './payment.facts.js';

/**
 * Which payment pays for which invoice, as neither of both says. It asks for the payment's amount, which may be a part of
 * the invoice's. A guest's payment is none of an invoice's.
 */
export function invoicePayment(data: Dataset, index: number): StripeObject {
  const invoice = data.parent('invoice_payments', 'invoices', index);
  const paying = data.parent('invoice_payments', 'payments', index);
  const payer = paying < 0 ? null : paymentFacts(data, paying);
  const isKnown = payer !== null && payer.customer >= 0;
  const asked = isKnown ? payer : invoiceAmount(data, invoice);
  const isPaid = isKnown && payment(data, paying).status === 'succeeded';
  const created = data.created('invoice_payments', index);
  return {
    id: data.id('invoice_payments', index),
    object: 'invoice_payment',
    amount_paid: isPaid ? asked.amount : null,
    amount_requested: asked.amount,
    created,
    currency: asked.currency,
    invoice: data.idOrNull('invoices', invoice) ?? 'in_unknown',
    is_default: true,
    livemode: false,
    payment: isKnown
      ? { payment_intent: data.id('payments', paying), type: 'payment_intent' }
      : { payment_record: `pr_1${data.word('invoice_payments', index, 21, 23)}`, type: 'payment_record' },
    status: isPaid ? 'paid' : 'open',
    status_transitions: { canceled_at: null, paid_at: isPaid ? created : null },
  };
}

function invoiceAmount(data: Dataset, invoice: number): { amount: number; currency: string } {
  if (invoice < 0) return { amount: 100, currency: 'usd' };
  const { total, currency } = invoiceFacts(data, invoice);
  return { amount: total, currency };
}

export function paymentMethod(data: Dataset, index: number): StripeObject {
  const hash = data.hash('payment_methods', index, 20);
  const customer = data.parent('payment_methods', 'customers', index);
  const { brand, country, exp_month, exp_year, fingerprint, funding, last4 } = card(hash, 0);
  return {
    id: data.id('payment_methods', index),
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: {
      address: null,
      email: customer < 0 ? null : customerEmail(data, customer),
      name: customer < 0 ? null : customerName(data, customer),
      phone: null,
      tax_id: null,
    },
    card: {
      brand,
      checks: { address_line1_check: null, address_postal_code_check: 'pass', cvc_check: 'pass' },
      country,
      display_brand: brand,
      exp_month,
      exp_year,
      fingerprint,
      funding,
      generated_from: null,
      last4,
      networks: { available: [brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: data.created('payment_methods', index),
    customer: data.idOrNull('customers', customer),
    customer_account: null,
    livemode: false,
    metadata: {},
    type: 'card',
  };
}

export function earlyFraudWarning(data: Dataset, index: number): StripeObject {
  const charge = data.parent('early_fraud_warnings', 'charges', index);
  const facts = charge < 0 ? null : chargeFacts(data, charge);
  return {
    id: data.id('early_fraud_warnings', index),
    object: 'radar.early_fraud_warning',
    actionable: index % 2 === 0,
    charge: data.idOrNull('charges', charge) ?? 'ch_unknown',
    created: data.created('early_fraud_warnings', index),
    fraud_type: index % 3 === 0 ? 'unauthorized_use_of_card' : 'misc',
    livemode: false,
    payment_intent: data.idOrNull('payments', facts?.payment ?? -1) ?? 'pi_unknown',
  };
}
