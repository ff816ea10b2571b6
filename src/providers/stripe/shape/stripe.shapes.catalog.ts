import { epochTime, decimal, flag, asRecord, integer, items, metadata, text } from '../../kit/fields.js';
import { idOf, isOver, minor, minorText, money } from './stripe.fields.js';
import { JOINED } from '../../record-batch.js';
import { currencyCode } from '../../kit/currency.js';

import type { Mapper } from '../../kit/normaliser.js';

export const products: Mapper<'product'> = (raw) => ({
  kind: 'product',
  parentId: null,
  amountMinor: null,
  currency: null,
  name: text(raw.name),
  description: text(raw.description),
  active: flag(raw.active),
  defaultPriceId: idOf(raw.default_price),
  // Stripe has no number of the seller's own.
  sku: null,
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
    sku: null,
    unitAmountDecimal: minorText(raw.unit_amount_decimal, raw.currency),
    tiers: items(raw.tiers).map((tier) => ({
      upTo: integer(tier.up_to),
      unitAmountMinor: minor(tier.unit_amount, raw.currency),
      flatAmountMinor: minor(tier.flat_amount, raw.currency),
    })),
    recurring:
      interval === null ? null : { interval, intervalCount: integer(asRecord(raw.recurring).interval_count) ?? 1 },
    createdAt: epochTime(raw.created),
  };
};

export const coupons: Mapper<'discount'> = (raw, at) => ({
  name: text(raw.name),
  code: null,
  percentOff: decimal(raw.percent_off),
  amountOffMinor: minor(raw.amount_off, raw.currency),
  currency: currencyCode(raw.currency),
  active: flag(raw.valid) && !isOver(raw.redeem_by, at) && !isUsedUp(raw),
  couponId: text(raw.id),
  endsAt: epochTime(raw.redeem_by),
  maxUses: integer(raw.max_redemptions),
  uses: integer(raw.times_redeemed),
  createdAt: epochTime(raw.created),
});

export const promotion_codes: Mapper<'discount'> = (raw, at) => {
  // The coupon moved into `promotion` in 2025, where it is an id unless expanded.
  const reference = asRecord(raw.promotion).coupon ?? raw.coupon;
  const coupon = asRecord(asRecord(raw[JOINED]).coupon ?? reference);
  const ends = [integer(raw.expires_at), integer(coupon.redeem_by)].filter((end) => end !== null);
  const endsAt = ends.length > 0 ? Math.min(...ends) : null;
  const isCouponOver = coupon.valid === false || isUsedUp(coupon);
  return {
    name: text(coupon.name),
    code: text(raw.code),
    percentOff: decimal(coupon.percent_off),
    amountOffMinor: minor(coupon.amount_off, coupon.currency),
    currency: currencyCode(coupon.currency),
    active: flag(raw.active) && !isCouponOver && !isOver(endsAt, at) && !isUsedUp(raw),
    couponId: idOf(reference),
    endsAt: epochTime(endsAt),
    maxUses: integer(raw.max_redemptions),
    uses: integer(raw.times_redeemed),
    createdAt: epochTime(raw.created),
  };
};

function isUsedUp({ max_redemptions: most, times_redeemed: times }: Record<string, unknown>): boolean {
  return typeof most === 'number' && typeof times === 'number' && times >= most;
}

export const tax_rates: Mapper<'tax_rate'> = (raw) => ({
  name: text(raw.display_name),
  percentage: decimal(raw.percentage),
  inclusive: flag(raw.inclusive),
  active: flag(raw.active),
  agencyId: null,
  description: text(raw.description),
  country: text(raw.country),
  createdAt: epochTime(raw.created),
});

export const payment_links: Mapper<'payment_link'> = (raw) => ({
  url: text(raw.url),
  active: flag(raw.active) && !isFull(asRecord(raw.restrictions).completed_sessions),
  currency: currencyCode(raw.currency),
  metadata: metadata(raw.metadata),
});

/** A link may be good for so many sessions; no event is known to say that the last one was. */
function isFull(sessions: unknown): boolean {
  const { count, limit } = asRecord(sessions);
  return typeof count === 'number' && typeof limit === 'number' && count >= limit;
}
