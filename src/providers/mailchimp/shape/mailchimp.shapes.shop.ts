import { currencyCode, toMinor } from '../../kit/currency.js';
import { asRecord, integer, isoTime, items, text } from '../../kit/fields.js';
import { address, filled, fullName } from './mailchimp.fields.js';
import { line } from '../../kit/line.js';
import type { Mapper } from '../../kit/normaliser.js';

export const stores: Mapper<'store'> = (raw) => ({
  audienceId: filled(raw.list_id),
  name: filled(raw.name),
  url: filled(raw.domain),
  currency: currencyCode(raw.currency_code),
  createdAt: isoTime(raw.created_at),
});

export const customers: Mapper<'customer'> = (raw) => ({
  name: fullName(raw.first_name, raw.last_name) ?? filled(raw.company),
  email: filled(raw.email_address),
  phone: filled(raw.sms_phone_number),
  address: address(raw.address),
  currency: null,
  metadata: {},
  createdAt: isoTime(raw.created_at),
});

/** Prices are those of the variants; the first one stands for the product. */
export const products: Mapper<'product'> = (raw) => {
  const [variant = {}] = items(raw.variants);
  return {
    kind: 'product',
    parentId: null,
    name: filled(raw.title),
    description: filled(raw.description),
    active: true,
    defaultPriceId: filled(variant.id),
    url: filled(raw.url),
    amountMinor: toMinor(variant.price, raw.currency_code),
    currency: currencyCode(raw.currency_code),
    metadata: {},
    createdAt: isoTime(raw.published_at_foreign) ?? isoTime(variant.created_at),
  };
};

export const orders: Mapper<'order'> = (raw) => {
  const currency = raw.currency_code;
  return {
    customerId: filled(asRecord(raw.customer).id),
    locationId: text(raw.store_id),
    status: filled(raw.financial_status),
    totalMinor: toMinor(raw.order_total, currency),
    taxMinor: toMinor(raw.tax_total, currency),
    discountMinor: toMinor(raw.discount_total, currency),
    currency: currencyCode(currency),
    lines: items(raw.lines).map((sold) =>
      line({
        productId: filled(sold.product_id),
        description: filled(sold.product_variant_title) ?? filled(sold.product_title),
        quantity: integer(sold.quantity),
        totalMinor: lineTotal(sold, currency),
      }),
    ),
    closedAt: isoTime(raw.cancelled_at_foreign),
    createdAt: isoTime(raw.processed_at_foreign),
  };
};

/** The price is that of one, the discount that of the line. */
function lineTotal({ price, quantity, discount }: Record<string, unknown>, currency: unknown): number | null {
  const each = toMinor(price, currency);
  const count = integer(quantity);
  return each === null || count === null ? null : Math.round(each * count) - (toMinor(discount, currency) ?? 0);
}
