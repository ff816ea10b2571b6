import { z } from 'zod';
import { amount, currency, fraction, metadata, method, text } from './fields.js';

export const MONEY = z
  .object({
    amountMinor: amount,
    currency,
  })
  .describe("An amount in the currency's ISO 4217 minor unit, whatever the provider counts in.");
export type Money = z.infer<typeof MONEY>;

export const ADDRESS = z
  .object({
    line1: text,
    line2: text,
    city: text,
    region: text,
    postalCode: text,
    country: text.describe(
      'ISO 3166-1 alpha-2, upper case. Text of the provider that names no known country is kept as it is.',
    ),
  })
  .describe('A postal address.');
export type Address = z.infer<typeof ADDRESS>;

export const LINE = z
  .object({
    id: text,
    productId: text,
    priceId: text,
    description: text,
    quantity: fraction.describe('May be a fraction.'),
    unitAmountMinor: amount.describe('For one; `null` where it is no whole number of minor units.'),
    taxMinor: amount,
    discountMinor: amount,
    totalMinor: amount.describe('What the line adds to the whole.'),
    metadata,
  })
  .describe('One line of an invoice, a bill, a checkout or an order.');
export type Line = z.infer<typeof LINE>;

export const INSTRUMENT = z
  .object({
    method: method.describe('`null`: the provider does not say.'),
    brand: text.describe('Of a card, or of a wallet: `visa`, `apple_pay`; lower case with underscores.'),
    last4: text,
  })
  .describe('How a payment was made.');
export type Instrument = z.infer<typeof INSTRUMENT>;

export const APPLICATION = z
  .object({
    type: text.describe('The stream of the document: `invoices`, `bills`, `credit_notes`; `null`: of another kind.'),
    id: z.string(),
    amountMinor: amount,
  })
  .describe('A part of a payment that settles a document.');
export type Application = z.infer<typeof APPLICATION>;
