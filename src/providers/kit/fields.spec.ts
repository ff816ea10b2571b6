import { describe, expect, it } from '@jest/globals';
import { decimal, epochTime, firstText, integer, sumOf } from './fields.js';

describe('a field', () => {
  it.each<[unknown, number | null]>([
    ...([
      [0, 0],
      [-7, -7],
      [2 ** 53 - 1, 2 ** 53 - 1],
    ] as [number, number][]),
    ...[1.5, NaN, Infinity, 2 ** 53, 1e300, '7', null, undefined, {}].map((value): [unknown, null] => [value, null]),
  ])('that should be a whole number: %j is %j', (value, expected) => {
    expect(integer(value)).toBe(expected);
  });

  it.each<[unknown, number | null]>([
    ...([
      [12.5, 12.5],
      ['12.5', 12.5],
      [7, 7],
    ] as [unknown, number][]),
    ...['', 'x', NaN, Infinity, 'Infinity', null, []].map((value): [unknown, null] => [value, null]),
  ])('that should be a number: %j is %j', (value, expected) => {
    expect(decimal(value)).toBe(expected);
  });

  it('that should be a time in seconds', () => {
    expect(epochTime(1_767_225_600)).toBe('2026-01-01T00:00:00.000Z');
    expect([epochTime(1e13), epochTime(1.5), epochTime('1')]).toEqual([null, null, null]);
  });

  it('of which several may be filled', () => {
    expect(firstText(null, '', 7, 'a', 'b')).toBe('a');
    expect(firstText('', undefined)).toBeNull();
    expect(sumOf([1, null, 2])).toBe(3);
    expect(sumOf([null])).toBeNull();
  });
});
