import { describe, expect, it } from '@jest/globals';
import { addDecimals } from './decimal.sum.js';

describe('The sum of decimals', () => {
  it.each([
    ['0.10', '0.2', '0.30'],
    ['1', '2', '3'],
    ['90071992547409.91', '0.01', '90071992547409.92'],
    ['-1.50', '1.25', '-0.25'],
    ['0.001', '9.999', '10.000'],
    ['-0.05', '0.05', '0.00'],
  ])('of %s and %s is exact', (a, b, sum) => {
    expect(addDecimals(a, b)).toBe(sum);
  });
});
