import { addressReader } from '../../kit/address.js';
import { currencyCode } from '../../kit/currency.js';
import { asRecord, integer, text } from '../../kit/fields.js';
import type { Money } from '../../shapes/values.js';

/** An expandable field: the id, or the object itself. https://docs.stripe.com/api/expanding_objects */
export function idOf(value: unknown): string | null {
  return typeof value === 'string' ? value : text(asRecord(value).id);
}

export const address = addressReader({
  line1: 'line1',
  line2: 'line2',
  city: 'city',
  region: 'state',
  postalCode: 'postal_code',
  country: 'country',
});

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
