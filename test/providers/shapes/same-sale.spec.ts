import { describe, expect, it } from '@jest/globals';
import {
  mailchimpSale,
  quickbooksSale,
  SALE,
  squareSale,
  stripeSale,
  type Part,
  type Written,
} from './sale.fixtures.js';
import { UNFILLED } from './unfilled.fields.js';
import { VENDOR_TYPES } from './vendor.types.js';

type Raw = Record<string, unknown>;

/** By currency: what one whole unit is to ISO 4217, and to Stripe, which counts some of them in another way. */
const CURRENCIES = [
  { currency: 'USD', minor: 100, stripe: 100 },
  { currency: 'JPY', minor: 1, stripe: 1 },
  { currency: 'KWD', minor: 1000, stripe: 1000 },
  { currency: 'MGA', minor: 100, stripe: 1 },
  { currency: 'ISK', minor: 1, stripe: 100 },
  { currency: 'UGX', minor: 1, stripe: 100 },
];

const SALES: Readonly<Record<string, typeof stripeSale>> = {
  stripe: stripeSale,
  square: squareSale,
  mailchimp: mailchimpSale,
  quickbooks: quickbooksSale,
};

/**
 * A field means the same for each provider: the same sale has the same values, whoever sends it, but for what a vendor does
 * not say.
 */
describe.each(CURRENCIES)('the same sale in $currency', ({ currency, minor, stripe }) => {
  const written: Readonly<Record<string, Written>> = {
    stripe: (major) => major * stripe,
    square: (major) => major * minor,
    mailchimp: (major) => major,
    quickbooks: (major) => major,
  };

  it.each(VENDOR_TYPES.map(({ name }) => name))('has the same values through %s', (name) => {
    const { normalise, streams } = VENDOR_TYPES.find((vendor) => vendor.name === name)!;
    const unfilled = new Set(Object.values(UNFILLED[name] ?? {}).flat());
    for (const [part, { stream, raw, as = {} }] of Object.entries(SALES[name]!(written[name]!, currency))) {
      const { shape } = streams.find((one) => one.name === stream)!;
      const data = normalise(stream, raw);
      const [line = {}] = (data.lines ?? []) as Raw[];
      const found: Raw = {
        ...data,
        quantity: line.quantity,
        unitAmountMinor: line.unitAmountMinor,
        lineTotalMinor: line.totalMinor,
      };
      const expected = { ...inMinor(SALE[part as Part], minor), currency };
      const said = Object.keys(expected).filter((field) => !unfilled.has(`${shape}.${as[field] ?? field}`));
      const picked = Object.fromEntries(said.map((field) => [field, found[as[field] ?? field]]));
      expect({ part, ...picked }).toEqual({
        part,
        ...Object.fromEntries(said.map((field) => [field, expected[field as never]])),
      });
    }
  });
});

function inMinor(values: Raw, minor: number): Raw {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, name.endsWith('Minor') ? (value as number) * minor : value]),
  );
}
