import { describe, expect, it } from '@jest/globals';
import { calendarDate, countryCode, decimal, epochTime, firstText, integer, isoTime, sumOf } from './fields.js';

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

  it('that should be a time without a zone is in UTC', () => {
    expect(isoTime('2026-08-01T10:00:00')).toBe('2026-08-01T10:00:00.000Z');
    expect(isoTime('2026-08-01 10:00:00')).toBe('2026-08-01T10:00:00.000Z');
    expect(isoTime('2026-08-01T10:00:00-07:00')).toBe('2026-08-01T17:00:00.000Z');
  });

  it.each<[unknown, string | undefined, string | null]>([
    ['2026-08-01', undefined, '2026-08-01'],
    ['2026-08-01-07:00', undefined, '2026-08-01'],
    ['2026-08-01Z', 'America/Los_Angeles', '2026-08-01'],
    ['2026-08-01T00:00:00Z', undefined, '2026-08-01'],
    ['2026-08-01T23:30:00-07:00', undefined, '2026-08-02'],
    ['2026-08-01T00:00:00Z', 'America/Los_Angeles', '2026-07-31'],
    ['2026-08-01T00:00:00Z', 'No/Where', '2026-08-01'],
    [1_785_542_400, undefined, '2026-08-01'],
    [0, undefined, '1970-01-01'],
    ['2026-02-30', undefined, null],
    ['soon', undefined, null],
    ['', undefined, null],
    [null, undefined, null],
    [1e15, undefined, null],
  ])('that should be a date: %j in %j is %j', (value, zone, expected) => {
    expect(calendarDate(value, zone)).toBe(expected);
  });

  it.each<[unknown, string | null]>([
    ['us', 'US'],
    ['USA', 'US'],
    ['U.S.A.', 'US'],
    ['the United States of America', 'US'],
    ['UK', 'GB'],
    ['gbr', 'GB'],
    ['Scotland', 'GB'],
    ['Germany', 'DE'],
    ['Turkey', 'TR'],
    ['Türkiye', 'TR'],
    ["Cote d'Ivoire", 'CI'],
    ['Ivory Coast', 'CI'],
    ['Bosnia & Herzegovina', 'BA'],
    ['St. Lucia', 'LC'],
    ['South Korea', 'KR'],
    ['Czech Republic', 'CZ'],
    ['Narnia', 'Narnia'],
    ['XX', 'XX'],
    [' ', null],
    [7, null],
  ])('that should be a country: %j is %j', (value, expected) => {
    expect(countryCode(value)).toBe(expected);
  });

  it('of which several may be filled', () => {
    expect(firstText(null, '', 7, 'a', 'b')).toBe('a');
    expect(firstText('', undefined)).toBeNull();
    expect(sumOf([1, null, 2])).toBe(3);
    expect(sumOf([null])).toBeNull();
  });
});
