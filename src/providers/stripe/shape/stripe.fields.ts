import { addressReader } from '../../kit/address.js';
import { currencyCode, fromVendor, fromVendorText } from '../../kit/currency.js';
import { asRecord, items, sumOf, text } from '../../kit/fields.js';
import type { Money } from '../../shapes/values.js';
import { STRIPE_AMOUNTS } from './stripe.amounts.js';

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

/** No event tells that a last moment has passed. */
export function isOver(end: unknown, at: Date): boolean {
  return typeof end === 'number' && end * 1000 <= at.getTime();
}

/** In ISO 4217's minor unit. */
export function minor(amount: unknown, currency: unknown): number | null {
  return fromVendor(amount, currency, STRIPE_AMOUNTS);
}

/** As {@link minor}, of an amount that may be a fraction of a unit: `0.25`. */
export function minorText(amount: unknown, currency: unknown): string | null {
  return fromVendorText(amount, currency, STRIPE_AMOUNTS);
}

export function money(amount: unknown, currency: unknown): Money {
  return { amountMinor: minor(amount, currency), currency: currencyCode(currency) };
}

/** The sum of one member of several objects, such as taxes. @returns `null` where there is no such list */
export function minorSum(list: unknown, member: string, currency: unknown): number | null {
  if (!Array.isArray(list)) return null;
  return sumOf([0, ...items(list).map((item) => minor(item[member], currency))]);
}
