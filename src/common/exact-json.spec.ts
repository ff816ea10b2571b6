import { describe, expect, it } from '@jest/globals';
import { parseExact, stringifyExact } from './exact-json.js';
import { ExactNumber } from './exact-number.js';

function readOf(number: string): unknown {
  return (parseExact(`{"amount": ${number}}`) as { amount: unknown }).amount;
}

describe('JSON with all digits', () => {
  it.each([
    '90071992547409.91',
    '-70368744177664.57',
    '9007199254740993',
    '12345678901234567890.123',
    '2500.00000000000000001e0',
    '-250000000000000001E-2',
    '9007199254740993e+1',
    '1e-400',
  ])('keeps those of %s', (number) => {
    const read = readOf(number);
    expect(read).toBeInstanceOf(ExactNumber);
    expect((read as ExactNumber).digits).toBe(number);
    expect(stringifyExact([{ read }])).toBe(`[{"read":${number}}]`);
    expect(JSON.stringify({ read })).toBe(`{"read":${Number(number)}}`);
  });

  it.each([
    '9007199254740991',
    '362.07',
    '100.0',
    '100.00000000000000000',
    '0.1234567890123456',
    '-0',
    '1e300',
    '1e-300',
    '25000000000000000000e-17',
  ])('leaves %s a number', (number) => {
    expect(readOf(number)).toBe(Number(number));
  });

  it('leaves alone what looks like a number within a text', () => {
    const text = '{"a":"x: 90071992547409.91 \\" , 90071992547409.91","b\\\\":[90071992547409.91,1]}';
    const read = parseExact(text) as Record<string, unknown>;
    expect(read.a).toBe('x: 90071992547409.91 " , 90071992547409.91');
    expect(stringifyExact(read)).toBe(text);
  });

  it('refuses what is no JSON', () => {
    expect(() => parseExact('{"a": 90071992547409.91')).toThrow(SyntaxError);
    expect(() => parseExact('[90071992547409.91.1]')).toThrow(SyntaxError);
  });

  it('reads a long text once', () => {
    const text = JSON.stringify({ long: 'x'.repeat(8_000_000), quotes: '"'.repeat(100_000) });
    const exact = `{"amount":90071992547409.91,${text.slice(1)}`;
    expect(stringifyExact(parseExact(exact))).toBe(exact);
  });
});
