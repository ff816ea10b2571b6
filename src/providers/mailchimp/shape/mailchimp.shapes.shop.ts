import { currencyCode, toMinor, toWholeMinor } from '../../kit/currency.js';
import { add, exactDecimal, multiply, negate } from '../../kit/decimal.js';
import { asRecord, decimal, isoTime, items, text } from '../../kit/fields.js';
import { address, filled, fullName } from './mailchimp.fields.js';
import { line } from '../../kit/line.js';
import type { Line } from '../../shapes/values.js';
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
  // What they have spent is in the currency of the store.
  currency: null,
  active: true,
  // Who has not opted in is not written to.
  unsubscribed: typeof raw.opt_in_status === 'boolean' ? !raw.opt_in_status : null,
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
    sku: filled(variant.sku),
    url: filled(raw.url),
    amountMinor: toMinor(variant.price, raw.currency_code),
    currency: currencyCode(raw.currency_code),
    metadata: {},
    createdAt: isoTime(raw.published_at_foreign) ?? isoTime(variant.created_at),
  };
};

/** https://mailchimp.com/developer/marketing/api/ecommerce-orders/ */
export const orders: Mapper<'order'> = (raw) => {
  const currency = raw.currency_code;
  return {
    customerId: filled(asRecord(raw.customer).id),
    locationId: text(raw.store_id),
    status: filled(raw.financial_status),
    totalMinor: toMinor(raw.order_total, currency),
    taxMinor: toMinor(raw.tax_total, currency),
    discountMinor: toMinor(raw.discount_total, currency),
    tipMinor: null,
    // What is charged beside what was bought.
    serviceChargeMinor: toMinor(raw.shipping_total, currency),
    currency: currencyCode(currency),
    lines: items(raw.lines).map((sold) => orderLine(sold, currency)),
    // Mailchimp is told neither how an order was paid nor what came back.
    tenders: [],
    returns: [],
    metadata: {},
    closedAt: isoTime(raw.cancelled_at_foreign),
    createdAt: isoTime(raw.processed_at_foreign),
  };
};

/** The price is that of one, the discount that of the line. Prices may be below a cent, so their product is rounded. */
function orderLine(sold: Record<string, unknown>, currency: unknown): Line {
  const price = exactDecimal(sold.price);
  const quantity = exactDecimal(sold.quantity);
  const discount = exactDecimal(sold.discount);
  const goods = price && quantity && multiply(price, quantity);
  return line({
    id: filled(sold.id),
    productId: filled(sold.product_id),
    priceId: filled(sold.product_variant_id),
    description: filled(sold.product_variant_title) ?? filled(sold.product_title),
    quantity: decimal(sold.quantity),
    unitAmountMinor: toWholeMinor(price, currency),
    discountMinor: toMinor(discount, currency),
    totalMinor: toMinor(goods && discount ? add(goods, negate(discount)) : goods, currency),
  });
}
