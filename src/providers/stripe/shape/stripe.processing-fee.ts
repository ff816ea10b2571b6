import { currencyCode } from '../../kit/currency.js';
import { asRecord, integer, items } from '../../kit/fields.js';
import { minor } from './stripe.fields.js';

/** Of a charge or a payment: what Stripe keeps, apart from what the platform does. */
export function processingFee(entry: unknown, currency: unknown): { fee: number; net: number } | null {
  const raw = asRecord(entry);
  // In another currency it is no part of the payment's amount.
  if (integer(raw.fee) === null || currencyCode(raw.currency) !== currencyCode(currency)) return null;
  const kept = items(raw.fee_details).filter(({ type }) => type !== 'application_fee');
  const fee = kept.reduce((sum, { amount }) => sum + (minor(amount, currency) ?? 0), 0);
  return { fee, net: minor(raw.net, currency) ?? 0 };
}
