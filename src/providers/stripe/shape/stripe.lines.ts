import { asRecord, decimal, flag, integer, items, metadata, text } from '../../kit/fields.js';
import { line } from '../../kit/line.js';
import type { Line } from '../../shapes/values.js';
import { idOf, minor, minorSum } from './stripe.fields.js';

type Raw = Record<string, unknown>;

/** Lines of an invoice, by what they add to its total: discounts are taken off, exclusive taxes come on top. */
export function invoiceLines(list: unknown, currency: unknown): Line[] {
  return items(asRecord(list).data).map((raw) => {
    const taxes = raw.taxes ?? raw.tax_amounts;
    const amount = minor(raw.amount, currency);
    const discount = minorSum(raw.discount_amounts, 'amount', currency);
    const added = minorSum(items(taxes).filter(isExclusive), 'amount', currency);
    return line({
      ...priceOf(raw),
      id: text(raw.id),
      description: text(raw.description),
      quantity: decimal(raw.quantity_decimal ?? raw.quantity),
      unitAmountMinor: unitAmount(raw, currency),
      taxMinor: minorSum(taxes, 'amount', currency),
      discountMinor: discount,
      totalMinor: amount === null ? null : amount - (discount ?? 0) + (added ?? 0),
      metadata: metadata(raw.metadata),
    });
  });
}

/** https://docs.stripe.com/api/checkout/sessions/line_items */
export function checkoutLines(list: unknown): Line[] {
  return items(asRecord(list).data).map((raw) => {
    const { currency } = raw;
    return line({
      ...priceOf(raw),
      id: text(raw.id),
      description: text(raw.description),
      quantity: integer(raw.quantity),
      unitAmountMinor: minor(asRecord(raw.price).unit_amount, currency),
      taxMinor: minor(raw.amount_tax, currency),
      discountMinor: minor(raw.amount_discount, currency),
      totalMinor: minor(raw.amount_total, currency),
      metadata: metadata(raw.metadata),
    });
  });
}

/** The price moved into `pricing` in 2025; before, it was an object. */
function priceOf(raw: Raw): Pick<Line, 'priceId' | 'productId'> {
  const details = asRecord(asRecord(raw.pricing).price_details);
  const price = asRecord(raw.price);
  return { priceId: idOf(details.price ?? raw.price), productId: idOf(details.product ?? price.product) };
}

/** A decimal text since 2025; `null` where it is no whole number. */
function unitAmount(raw: Raw, currency: unknown): number | null {
  const amount = asRecord(raw.pricing).unit_amount_decimal ?? asRecord(raw.price).unit_amount ?? raw.unit_amount;
  return minor(decimal(amount), currency);
}

/** A flag before 2025. */
function isExclusive(tax: Raw): boolean {
  return typeof tax.tax_behavior === 'string' ? tax.tax_behavior === 'exclusive' : !flag(tax.inclusive);
}
