import { epochTime, decimal, flag, asRecord, integer, metadata, text } from '../../kit/fields.js';
import { address, idOf, minor, money } from './stripe.fields.js';
import { currencyCode } from '../../kit/currency.js';

import type { Mapper } from '../../kit/normaliser.js';

export const customers: Mapper<'customer'> = (raw) => ({
  name: text(raw.name),
  email: text(raw.email),
  phone: text(raw.phone),
  address: address(raw.address),
  currency: currencyCode(raw.currency),
  metadata: metadata(raw.metadata),
  createdAt: epochTime(raw.created),
});

export const products: Mapper<'product'> = (raw) => ({
  kind: 'product',
  parentId: null,
  amountMinor: null,
  currency: null,
  name: text(raw.name),
  description: text(raw.description),
  active: flag(raw.active),
  defaultPriceId: idOf(raw.default_price),
  url: text(raw.url),
  metadata: metadata(raw.metadata),
  createdAt: epochTime(raw.created),
});

export const prices: Mapper<'price'> = (raw) => {
  const interval = text(asRecord(raw.recurring).interval);
  return {
    // Prices below the minor unit and tiered prices have no single amount.
    ...money(raw.unit_amount, raw.currency),
    productId: idOf(raw.product),
    active: flag(raw.active),
    nickname: text(raw.nickname),
    recurring:
      interval === null ? null : { interval, intervalCount: integer(asRecord(raw.recurring).interval_count) ?? 1 },
    createdAt: epochTime(raw.created),
  };
};

export const coupons: Mapper<'discount'> = (raw) => ({
  name: text(raw.name),
  code: null,
  percentOff: decimal(raw.percent_off),
  amountOffMinor: minor(raw.amount_off, raw.currency),
  currency: currencyCode(raw.currency),
  active: flag(raw.valid),
  couponId: text(raw.id),
  createdAt: epochTime(raw.created),
});

export const promotion_codes: Mapper<'discount'> = (raw) => {
  // The coupon moved into `promotion` in 2025, where it is an id unless expanded.
  const reference = asRecord(raw.promotion).coupon ?? raw.coupon;
  const details = asRecord(reference);
  return {
    name: text(details.name),
    code: text(raw.code),
    percentOff: decimal(details.percent_off),
    amountOffMinor: minor(details.amount_off, details.currency),
    currency: currencyCode(details.currency),
    active: flag(raw.active),
    couponId: idOf(reference),
    createdAt: epochTime(raw.created),
  };
};

export const tax_rates: Mapper<'tax_rate'> = (raw) => ({
  name: text(raw.display_name),
  percentage: decimal(raw.percentage),
  inclusive: flag(raw.inclusive),
  active: flag(raw.active),
  country: text(raw.country),
  createdAt: epochTime(raw.created),
});

export const payment_links: Mapper<'payment_link'> = (raw) => ({
  url: text(raw.url),
  active: flag(raw.active),
  currency: currencyCode(raw.currency),
  metadata: metadata(raw.metadata),
});
