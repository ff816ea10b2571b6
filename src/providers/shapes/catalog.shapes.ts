import { z } from 'zod';
import { amount, count, currency, flag, fraction, metadata, text, time } from './fields.js';
import { ADDRESS, MONEY } from './values.js';

/** What is sold, and where. */
export const CATALOG_SHAPES = {
  product: z
    .object({
      ...MONEY.shape,
      kind: z.enum(['product', 'variation', 'category', 'tax', 'discount', 'option_list', 'service', 'stock']),
      parentId: text.describe('Of a variation: its product. Of a category: the one above it.'),
      name: text,
      description: text,
      active: flag,
      defaultPriceId: text,
      sku: text.describe("The seller's own number of it."),
      url: text,
      metadata,
      createdAt: time,
    })
    .describe('Something that is sold, or something that products are sorted and adjusted by: see `kind`.'),
  price: z
    .object({
      ...MONEY.shape,
      productId: text,
      active: flag,
      nickname: text,
      sku: text,
      unitAmountDecimal: text.describe(
        'In minor units, as a decimal text: `0.25` is a quarter of a cent. `amountMinor` is `null` where this is no whole number.',
      ),
      tiers: z
        .array(
          z.object({
            upTo: count,
            unitAmountMinor: amount,
            flatAmountMinor: amount,
          }),
        )
        .describe('Where the price depends on the quantity; the last one has no `upTo`.'),
      recurring: z
        .object({
          interval: z.string(),
          intervalCount: z.int(),
        })
        .nullable(),
      createdAt: time,
    })
    .describe('A price of a product.'),
  discount: z
    .object({
      name: text,
      code: text,
      percentOff: fraction,
      amountOffMinor: amount,
      currency,
      active: flag,
      couponId: text,
      endsAt: time.describe('From when on it cannot be used.'),
      maxUses: count,
      uses: count,
      createdAt: time,
    })
    .describe('A discount, as a coupon or a code.'),
  tax_rate: z
    .object({
      name: text,
      percentage: fraction,
      inclusive: flag,
      active: flag,
      agencyId: text.describe('Whom it is owed to.'),
      description: text,
      country: text,
      createdAt: time,
    })
    .describe('A tax rate.'),
  location: z
    .object({
      name: text,
      status: text,
      address: ADDRESS.nullable(),
      phone: text,
      email: text,
      currency,
      timezone: text,
      createdAt: time,
    })
    .describe('A place where the account sells.'),
  inventory: z
    .object({
      productId: text,
      locationId: text,
      state: text,
      quantity: text.describe('Decimal.'),
      countedAt: time,
    })
    .describe('How much of a product is at a location.'),
  store: z
    .object({
      audienceId: text,
      name: text,
      url: text,
      currency,
      createdAt: time,
    })
    .describe('A shop that is connected to an audience.'),
  payment_link: z
    .object({
      url: text,
      active: flag,
      currency,
      metadata,
    })
    .describe('A link that leads to a checkout.'),
};
