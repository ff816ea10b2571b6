import { describe, expect, it } from '@jest/globals';
import { decimalOf, exactJson, ExactNumber, parseExact } from './exact.json.js';

describe('exact JSON', () => {
  it.each([
    '{"Amount":90071992547409.91}',
    '{"Amount":70368744177664.57,"Name":"90071992547409.91 \\" 1e400"}',
    '[0.1,-12.5,9007199254740993,-12345678901234567.25]',
  ])('gives %s back as it was', (text) => {
    expect(exactJson(parseExact(text))).toBe(text);
  });

  it('leaves numbers that are exact to JavaScript', () => {
    expect(parseExact('{"a":10.50,"b":1e2,"c":true}')).toEqual({ a: 10.5, b: 100, c: true });
    expect((parseExact('[90071992547409.91]') as unknown[])[0]).toEqual(new ExactNumber('90071992547409.91'));
    expect(Number(new ExactNumber('12345678901234567.5'))).toBe(12345678901234568);
  });

  it.each(['{"a":1.2.3}', '{', '{"a":01}', ''])('refuses %s', (text) => {
    expect(() => parseExact(text)).toThrow(SyntaxError);
  });

  it.each([
    ['12.340', { units: 12340n, scale: 3 }],
    ['-0.5', { units: -5n, scale: 1 }],
    [1e21, { units: 10n ** 21n, scale: 0 }],
    [1.5e-7, { units: 15n, scale: 8 }],
    ['1,5', undefined],
    [undefined, undefined],
  ])('takes %s apart', (value, expected) => {
    expect(decimalOf(value)).toEqual(expected);
  });
});
