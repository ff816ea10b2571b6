import { describe, expect, it } from '@jest/globals';
import { seeded } from '../../../test/support/seeded.random.js';
import { parseExact } from '../../common/exact-json.js';
import { fromVendor, toMajor, toMinor, toVendor, type VendorAmounts } from './currency.js';
import { ISO_EXPONENTS } from './iso.currencies.js';

const AMOUNTS = 180_000;
const LARGEST = Number.MAX_SAFE_INTEGER;
const VENDOR: VendorAmounts = { exponents: { ISK: 2, UGX: 2, CLF: 6 } };

const random = seeded();
const currencies = [...ISO_EXPONENTS.keys()];

/** Of every size up to the largest; the largest itself of each currency. */
const amounts = Array.from({ length: AMOUNTS }, (_, index) => {
  const below = 2 ** random.integer(22) * 2 ** random.integer(32);
  const minor =
    index < currencies.length ? LARGEST : Math.min(LARGEST, random.integer(2 ** 31) * below + random.integer(100));
  return { currency: currencies[index % currencies.length]!, minor: random.chance(2) ? minor : -minor || 0 };
});

describe('amounts of all currencies', () => {
  it('are the same there and back', () => {
    const wrong = amounts.filter(({ minor, currency }) => {
      const isSame = toMinor(toMajor(minor, currency), currency) === minor;
      return !isSame || fromVendor(toVendor(minor, currency, VENDOR), currency, VENDOR) !== minor;
    });
    expect(wrong).toEqual([]);
  });

  it('are the same as JSON numbers', () => {
    const json = `[${amounts.map(({ minor, currency }) => toMajor(minor, currency)).join(',')}]`;
    const read = parseExact(json) as unknown[];
    expect(amounts.filter(({ minor, currency }, index) => toMinor(read[index], currency) !== minor)).toEqual([]);
  });
});
