import { currencyCode } from '../../kit/currency.js';
import { inside, integer, items, text } from '../../kit/fields.js';
import type { Address, Money } from '../../shapes/values.js';

/**
 * Square counts in the currency's smallest unit already. Payouts name their currency another way:
 * https://developer.squareup.com/docs/build-basics/common-data-types/working-with-monetary-amounts
 */
export function money(value: unknown): Money {
  const { amount, currency, currency_code: code } = inside(value);
  return { amountMinor: integer(amount), currency: currencyCode(currency ?? code) };
}

export function minor(value: unknown): number | null {
  return money(value).amountMinor;
}

/** @returns `null` where none of them is an amount */
export function sum(amounts: readonly unknown[]): number | null {
  const known = amounts.map(minor).filter((amount) => amount !== null);
  return known.length > 0 ? known.reduce((total, amount) => total + amount, 0) : null;
}

export function address(value: unknown): Address | null {
  if (typeof value !== 'object' || value === null) return null;
  const raw = inside(value);
  return {
    line1: text(raw.address_line_1),
    line2: text(raw.address_line_2),
    city: text(raw.locality),
    region: text(raw.administrative_district_level_1),
    postalCode: text(raw.postal_code),
    country: text(raw.country),
  };
}

/** The first that is there, in full: `null` where none is. */
export function firstText(...values: unknown[]): string | null {
  return values.map(text).find((value) => value !== null && value !== '') ?? null;
}

export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(text).filter((entry) => entry !== null) : [];
}

export function firstItem(value: unknown): Record<string, unknown> {
  return items(value)[0] ?? {};
}
