import { describe, expect, it } from '@jest/globals';
import { toMinor } from './currency.js';

describe('toMinor', () => {
  it.each([
    [362.07, 'USD', 36207],
    ['1.005', 'USD', 101],
    [1.005, 'USD', 101],
    [-0.1, 'EUR', -10],
    [0.29, 'usd', 29],
    [1234, 'JPY', 1234],
    ['1234.5', 'JPY', 1235],
    ['1.2345', 'KWD', 1235],
    [99_999_999_999.99, 'USD', 9_999_999_999_999],
    [0, 'USD', 0],
    ['-0.00', 'USD', 0],
    [1e-7, 'USD', 0],
  ])('%p %s is %d', (amount, currency, minor) => {
    expect(toMinor(amount, currency)).toBe(minor);
  });

  it.each(['', 'abc', '1,5', null, undefined, NaN, Infinity, {}, '99999999999999999.99', 1e22])(
    '%p is no amount',
    (amount) => {
      expect(toMinor(amount, 'USD')).toBeNull();
    },
  );
});
