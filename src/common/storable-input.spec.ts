import { describe, expect, it } from '@jest/globals';
import { isStorableInput } from './storable-input.js';

describe('isStorableInput', () => {
  it.each([null, 1, 'Zoë 🎟', { a: [{ b: 'c' }] }, [], {}, 'a\\u0000'])('takes %j', (value) => {
    expect(isStorableInput(value)).toBe(true);
  });

  it.each(['\0', { a: ['b\0'] }, { 'a\0': 1 }, '\ud83c', { a: '\udf9f\ud83c' }])('refuses %j', (value) => {
    expect(isStorableInput(value)).toBe(false);
  });

  it('refuses what is nested too deeply, however deeply', () => {
    const nested = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown;
    expect(isStorableInput(nested(64))).toBe(true);
    expect(isStorableInput(nested(65))).toBe(false);
    expect(isStorableInput(nested(200_000))).toBe(false);
  });
});
