import type { Money } from '../../shapes/values.js';
import { currencyCode } from '../../kit/currency.js';
import { integer } from '../../kit/fields.js';

/**
 * Stripe's amounts are in the currency's minor unit already, also of currencies with none or three decimals. Two
 * have lost their decimals and are still sent with two: https://docs.stripe.com/currencies#special-cases
 */
const SENT_WITH_TWO_DECIMALS = new Set(['isk', 'ugx']);

export function minor(amount: unknown, currency: unknown): number | null {
  const value = integer(amount);
  if (value === null || !SENT_WITH_TWO_DECIMALS.has(String(currency).toLowerCase())) return value;
  return Math.round(value / 100);
}

export function money(amount: unknown, currency: unknown): Money {
  return { amountMinor: minor(amount, currency), currency: currencyCode(currency) };
}
