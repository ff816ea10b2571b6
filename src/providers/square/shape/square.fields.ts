import { addressReader } from '../../kit/address.js';
import { currencyCode } from '../../kit/currency.js';
import { asRecord, integer, items, sumOf, text } from '../../kit/fields.js';
import type { Money } from '../../shapes/values.js';

/**
 * Square counts in the currency's smallest unit already. Payouts name their currency another way:
 * https://developer.squareup.com/docs/build-basics/common-data-types/working-with-monetary-amounts
 */
export function money(value: unknown): Money {
  const { amount, currency, currency_code: code } = asRecord(value);
  return { amountMinor: integer(amount), currency: currencyCode(currency ?? code) };
}

export function minor(value: unknown): number | null {
  return money(value).amountMinor;
}

/** @returns `null` where none of them is an amount */
export function sum(amounts: readonly unknown[]): number | null {
  return sumOf(amounts.map(minor));
}

export const address = addressReader({
  line1: 'address_line_1',
  line2: 'address_line_2',
  city: 'locality',
  region: 'administrative_district_level_1',
  postalCode: 'postal_code',
  country: 'country',
});

export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(text).filter((entry) => entry !== null) : [];
}

export function firstItem(value: unknown): Record<string, unknown> {
  return items(value)[0] ?? {};
}
