import { describe, expect, it } from '@jest/globals';
import { fromVendor } from '../../kit/currency.js';
import { ISO_EXPONENTS } from '../../kit/iso.currencies.js';
import { STRIPE_AMOUNTS } from '../shape/stripe.amounts.js';
import { unitAmountOf } from './stripe.push-amounts.js';

const LARGEST = Number.MAX_SAFE_INTEGER;
const MOST = 99_999_999;

describe('An amount of a price', () => {
  it.each([
    ['USD', 1_250, 1_250],
    ['JPY', 500, 500],
    ['KWD', 1_250, 1_250],
    ['MGA', 500_000, 5_000],
    ['ISK', 5, 500],
    ['UGX', 5, 500],
    ['EUR', 0, 0],
  ])('of %s: %d in minor units is %d', (currency, minor, units) => {
    expect(unitAmountOf(minor, currency, MOST)).toEqual({ kind: 'amount', currency: currency.toLowerCase(), units });
  });

  it.each([
    ['KWD', 1_005, 'amount_out_of_range'],
    ['MGA', 1, 'amount_out_of_range'],
    ['CLF', 10_000, 'currency_unknown'],
    ['UYW', 10_000, 'currency_unknown'],
    ['XXX', 1, 'currency_unknown'],
    ['', 1, 'currency_unknown'],
    ['EUR', Number.NaN, 'amount_out_of_range'],
    ['EUR', MOST + 1, 'amount_out_of_range'],
    ['ISK', 1_000_000, 'amount_out_of_range'],
  ])('of %s: %d is refused as %3$s', (currency, minor, code) => {
    expect(unitAmountOf(minor, currency, MOST)).toMatchObject({ kind: 'dead', code });
  });

  it('is exact or refused by name, in every currency and up to 2^53 - 1', () => {
    const sizes = Array.from({ length: 16 }, (_, power) => 10 ** power);
    const amounts = [0, LARGEST, ...sizes, ...sizes.map((size) => size - 1), ...sizes.map((size) => size + 5)];
    const wrong = [...ISO_EXPONENTS.keys()].flatMap((currency) =>
      amounts.filter((minor) => {
        const amount = unitAmountOf(minor, currency, LARGEST);
        if (amount.kind === 'dead') return !amount.message.includes(currency);
        return fromVendor(amount.units, currency, STRIPE_AMOUNTS) !== minor;
      }),
    );
    expect(wrong).toEqual([]);
  });
});
