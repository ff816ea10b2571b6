import { describe, expect, it } from '@jest/globals';
import { exactJson, parseExact } from '../../common/exact.json.js';
import { ISO_CURRENCIES } from '../../common/iso.currencies.js';
import { decimal, minorOf, minorUnits, rounded } from './money.facts.js';

const AMOUNTS = [0n, 1n, -1n, 999n, 2n ** 53n - 1n, 1n - 2n ** 53n, 10n ** 20n + 1n];

describe('amounts', () => {
  it('survive the way over the wire in every currency, digit by digit', () => {
    for (const code of ISO_CURRENCIES.keys()) {
      const back = AMOUNTS.map((minor) => minorOf(parseExact(exactJson(decimal(minor, code))), code));
      expect([code, ...back]).toEqual([code, ...AMOUNTS]);
    }
  });

  it.each([
    ['10.005', 'USD', 1001n],
    ['-10.005', 'USD', -1001n],
    ['10.0049', 'USD', 1000n],
    ['1.5', 'JPY', 2n],
    ['1.2345', 'KWD', 1235n],
    [undefined, 'USD', 0n],
  ])('%s %s are %s minor units', (amount, code, minor) => {
    expect(minorOf(amount, code)).toBe(minor);
    expect(minorUnits(amount, code)).toBe(Number(minor));
  });

  it('are rounded away from zero at the half', () => {
    expect([5n, 4n, -5n, -4n].map((dividend) => rounded(dividend, 10n))).toEqual([1n, 0n, -1n, 0n]);
  });
});
