import { describe, expect, it } from '@jest/globals';
import { parseExact } from '../../common/exact-json.js';
import { AmountNotExactError } from './amount.errors.js';
import { UnknownCurrencyError } from './currency.errors.js';
import {
  fromVendor,
  fromVendorText,
  toMajor,
  toMinor,
  toMinorText,
  toVendor,
  toWholeMinor,
  type VendorAmounts,
} from './currency.js';
import { exactDecimal, multiply } from './decimal.js';

const VENDOR: VendorAmounts = { exponents: { MGA: 0, ISK: 2, UGX: 2 }, steps: { KWD: 10 } };

describe('toMinor', () => {
  it.each([
    [362.07, 'USD', 36207],
    ['1.005', 'USD', 101],
    [1.005, 'USD', 101],
    ['-1.005', 'USD', -101],
    [-0.1, 'EUR', -10],
    [0.29, 'usd', 29],
    [1234, 'JPY', 1234],
    ['1234.5', 'JPY', 1235],
    ['1.2345', 'KWD', 1235],
    ['1.2345', 'CLF', 12_345],
    ['1.2345', 'UYW', 12_345],
    [50_000, 'MGA', 5_000_000],
    ['12.3', 'XCG', 1230],
    [99_999_999_999.99, 'USD', 9_999_999_999_999],
    ['90071992547409.91', 'USD', 2 ** 53 - 1],
    ['+9007199254740.991', 'KWD', 2 ** 53 - 1],
    ['1e3', 'USD', 100_000],
    [0, 'USD', 0],
    ['-0.00', 'USD', 0],
    [1e-7, 'USD', 0],
    ['12.34', null, 1234],
  ])('%p %s is %d', (amount, currency, minor) => {
    expect(toMinor(amount, currency)).toBe(minor);
  });

  it('has all digits of a JSON number', () => {
    const { amount } = parseExact('{"amount":90071992547409.91}') as { amount: unknown };
    expect(toMinor(amount, 'USD')).toBe(9_007_199_254_740_991);
  });

  it.each(['', 'abc', '1,5', null, undefined, NaN, Infinity, {}, { units: 1 }, '90071992547409.92', 1e22, '1e999'])(
    '%p is no amount',
    (amount) => {
      expect(toMinor(amount, 'USD')).toBeNull();
    },
  );

  it.each(['XYZ', 'XXX', 'XAU', 'BTC', 'UNKNOWN_CURRENCY', 'constructor'])('tells no amount of %s', (currency) => {
    expect(toMinor(12, currency)).toBeNull();
    expect(fromVendor(1200, currency, VENDOR)).toBeNull();
    expect(() => toMajor(1200, currency)).toThrow(UnknownCurrencyError);
    expect(() => toVendor(1200, currency, VENDOR)).toThrow(UnknownCurrencyError);
  });

  it('rounds a product once', () => {
    const total = multiply(exactDecimal(0.001)!, exactDecimal(1000)!);
    expect(toMinor(total, 'USD')).toBe(100);
  });

  it('tells prices below a minor unit as text', () => {
    expect(toWholeMinor('0.0025', 'USD')).toBeNull();
    expect(toWholeMinor('0.2500', 'USD')).toBe(25);
    expect(toMinorText('0.0025', 'USD')).toBe('0.25');
    expect(toMinorText('12.5', 'USD')).toBe('1250');
    expect(fromVendorText('0.5', 'USD', VENDOR)).toBe('0.5');
    expect(fromVendorText('0.5', 'MGA', VENDOR)).toBe('50');
  });
});

describe('an amount in units of a vendor', () => {
  it.each([
    [50_000, 'mga', 5_000_000],
    [500, 'ISK', 5],
    [-550, 'UGX', -6],
    [1234, 'usd', 1234],
    ['9007199254740991', 'USD', 2 ** 53 - 1],
    [2 ** 53 - 1, 'MGA', null],
    [1.5, 'USD', null],
    ['x', 'USD', null],
  ])('%p %s is %p', (amount, currency, minor) => {
    expect(fromVendor(amount, currency, VENDOR)).toBe(minor);
  });

  it('is refused where it would have to be rounded', () => {
    expect(toVendor(5_000_000, 'MGA', VENDOR)).toBe('50000');
    expect(toVendor(5, 'isk', VENDOR)).toBe('500');
    expect(() => toVendor(5_000_001, 'MGA', VENDOR)).toThrow(AmountNotExactError);
    expect(() => toVendor(1005, 'KWD', VENDOR)).toThrow(AmountNotExactError);
    expect(() => toVendor(1.5, 'USD', VENDOR)).toThrow(AmountNotExactError);
    expect(() => toMajor(2 ** 53, 'USD')).toThrow(AmountNotExactError);
    expect(() => toMajor(2n ** 53n + 1n, 'USD')).toThrow(AmountNotExactError);
    expect(() => toMajor(NaN, 'USD')).toThrow(expect.objectContaining({ code: 'amount_not_exact' }));
  });
});
