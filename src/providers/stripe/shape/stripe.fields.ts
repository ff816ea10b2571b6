import { addressReader } from '../../kit/address.js';
import { currencyCode } from '../../kit/currency.js';
import { asRecord, epochTime, integer, items, sumOf, text } from '../../kit/fields.js';
import type { CalendarDate, Money } from '../../shapes/values.js';

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

/** Times of days are midnight, UTC. */
export function epochDate(value: unknown): CalendarDate | null {
  return epochTime(value)?.slice(0, 'YYYY-MM-DD'.length) ?? null;
}

/** No event tells that a last moment has passed. */
export function isOver(end: unknown, at: Date): boolean {
  return typeof end === 'number' && end * 1000 <= at.getTime();
}

/**
 * Stripe counts in ISO 4217's minor unit, but for these, by how many more decimals it has than ISO.
 * https://docs.stripe.com/currencies#zero-decimal, https://docs.stripe.com/currencies#special-cases
 */
const EXTRA_DECIMALS: Readonly<Record<string, number>> = { MGA: -2, ISK: 2, UGX: 2 };

export function minor(amount: unknown, currency: unknown): number | null {
  const value = integer(amount);
  const extra = EXTRA_DECIMALS[currencyCode(currency) ?? ''] ?? 0;
  return value === null ? null : integer(Math.round(value / 10 ** extra));
}

/** As {@link minor}, of an amount that may be a fraction of a unit: `0.25`. */
export function minorText(amount: unknown, currency: unknown): string | null {
  const value = text(amount);
  const extra = EXTRA_DECIMALS[currencyCode(currency) ?? ''] ?? 0;
  return value === null || extra === 0 ? value : String(Number(value) / 10 ** extra);
}

export function money(amount: unknown, currency: unknown): Money {
  return { amountMinor: minor(amount, currency), currency: currencyCode(currency) };
}

/** The sum of one member of several objects, such as taxes. @returns `null` where there is no such list */
export function minorSum(list: unknown, member: string, currency: unknown): number | null {
  if (!Array.isArray(list)) return null;
  return sumOf([0, ...items(list).map((item) => minor(item[member], currency))]);
}
