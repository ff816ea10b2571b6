import { asRecord, isObject } from '../../kit/fields.js';
import { JOINED } from '../../record-batch.js';
import type { StripeObject } from './stripe.page.js';
import { MOST_OLD_ACCOUNTS, stream, types, type StripeStream } from './stripe.stream.js';
import { DAY } from './stripe.times.js';

/** The coupon changes by itself, and is no part of the code: as an id it is what events have. */
function withCouponApart(raw: StripeObject): StripeObject {
  const { promotion } = raw;
  const coupon = asRecord(promotion).coupon;
  if (!isObject(promotion) || !isObject(coupon)) return raw;
  return { ...raw, promotion: { ...promotion, coupon: coupon.id ?? null }, [JOINED]: { coupon } };
}

export const CATALOG_STREAMS: readonly StripeStream[] = [
  stream({
    name: 'products',
    shape: 'product',
    domain: 'events',
    snapshotsSince: MOST_OLD_ACCOUNTS,
    resource: (stripe) => stripe.products,
    eventTypes: types('product', 'created', 'updated', 'deleted'),
  }),
  stream({
    name: 'prices',
    shape: 'price',
    domain: 'events',
    snapshotsSince: MOST_OLD_ACCOUNTS,
    resource: (stripe) => stripe.prices,
    expand: ['tiers'],
    lacks: (raw) => raw.billing_scheme === 'tiered',
    eventTypes: types('price', 'created', 'updated', 'deleted'),
  }),
  stream({
    name: 'coupons',
    shape: 'discount',
    domain: 'events',
    snapshotsSince: MOST_OLD_ACCOUNTS,
    resource: (stripe) => stripe.coupons,
    eventTypes: types('coupon', 'created', 'updated', 'deleted'),
    silent: true,
    staleness: {
      unseen: 'Redemptions have no event, also the last one that a coupon permits.',
      withinSeconds: DAY,
    },
  }),
  stream({
    name: 'promotion_codes',
    shape: 'discount',
    domain: 'events',
    snapshotsSince: MOST_OLD_ACCOUNTS,
    resource: (stripe) => stripe.promotionCodes,
    eventTypes: types('promotion_code', 'created', 'updated'),
    // The coupon is an id there, which the discount would be nothing without.
    expand: ['promotion.coupon'],
    // Until 2025 it was within the object itself.
    lacks: (raw) => typeof raw.coupon !== 'object',
    fold: withCouponApart,
    staleness: { unseen: 'Redemptions have no event.', withinSeconds: DAY },
  }),
  stream({
    name: 'tax_rates',
    shape: 'tax_rate',
    domain: 'events',
    snapshotsSince: MOST_OLD_ACCOUNTS,
    resource: (stripe) => stripe.taxRates,
    eventTypes: types('tax_rate', 'created', 'updated'),
  }),
  stream({
    name: 'payment_links',
    shape: 'payment_link',
    domain: 'events',
    snapshotsSince: MOST_OLD_ACCOUNTS,
    sliceable: false,
    // They exist since May 2021.
    resource: (stripe) => stripe.paymentLinks,
    eventTypes: types('payment_link', 'created', 'updated'),
  }),
];
