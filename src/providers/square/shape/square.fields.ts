import { addressReader } from '../../kit/address.js';
import { currencyCode, fromVendor, ISO_AMOUNTS } from '../../kit/currency.js';
import { asRecord, decimal, firstText, items, metadata, sumOf, text } from '../../kit/fields.js';
import { line } from '../../kit/line.js';
import type { Line, Money } from '../../shapes/values.js';

type Raw = Record<string, unknown>;

/**
 * Square counts in the currency's smallest unit, as ISO 4217 does:
 * https://developer.squareup.com/docs/build-basics/common-data-types/working-with-monetary-amounts
 */
export const SQUARE_AMOUNTS = ISO_AMOUNTS;

export function money(value: unknown): Money {
  const { amount, currency } = asRecord(value);
  return { amountMinor: fromVendor(amount, currency, SQUARE_AMOUNTS), currency: currencyCode(currency) };
}

export function minor(value: unknown): number | null {
  return money(value).amountMinor;
}

/** @returns `null` where none of them is an amount */
export function sum(amounts: readonly unknown[]): number | null {
  return sumOf(amounts.map(minor));
}

/** What Square keeps: a fee, and later adjustments of it. @returns `null` where none is told */
export function feeSum(fees: unknown): number | null {
  return sum(items(fees).map((fee) => fee.amount_money));
}

/** What was sold, or brought back: both have the same fields. */
export function orderLine(sold: Raw): Line {
  return line({
    id: text(sold.uid),
    productId: text(sold.catalog_object_id),
    description: firstText(sold.name, sold.note),
    quantity: decimal(sold.quantity),
    unitAmountMinor: minor(sold.base_price_money),
    taxMinor: minor(sold.total_tax_money),
    discountMinor: minor(sold.total_discount_money),
    totalMinor: minor(sold.total_money),
    metadata: metadata(sold.metadata),
  });
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

export function firstItem(value: unknown): Raw {
  return items(value)[0] ?? {};
}

export function booleanOf(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null;
}
