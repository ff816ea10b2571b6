import { describe, expect, it } from '@jest/globals';
import { ExactNumber } from '../exact-number.js';
import { parseItems, parseJsonBody } from './json.body.js';

const BOUNDS = { depth: 3, nodes: 10, keys: 3 };
const parse = (body: string | Buffer) => parseJsonBody(Buffer.from(body), BOUNDS);

describe('parseJsonBody', () => {
  it('parses, and takes nothing for no body', () => {
    expect(parse('{"a":[1,"é🎟"]}')).toEqual({ a: [1, 'é🎟'] });
    expect(parse('')).toBeUndefined();
  });

  it.each([
    ['invalid_json', '{'],
    ['invalid_json', '{"a":1}x'],
    ['invalid_json', '{"__proto__":{"admin":true}}'],
    ['invalid_json', '{"constructor":{"prototype":{}}}'],
    ['invalid_json', '"\\u0000"'],
    ['invalid_json', '"\\ud83c"'],
    ['invalid_utf8', Buffer.from([0x22, 0xff, 0x22])],
    ['invalid_utf8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['body_too_complex', '[[[[]]]]'],
    ['body_too_complex', '[1,2,3,4,5,6,7,8,9,10]'],
    ['body_too_complex', '{"a":1,"b":2,"c":3,"d":4}'],
    ['body_too_complex', '['.repeat(60_000)],
  ])('answers %s to %.60s', (code, body) => {
    expect(() => parse(body)).toThrow(expect.objectContaining({ status: 400, code }));
  });
});

describe('parseItems', () => {
  const items = (body: string | Buffer) => parseItems(Buffer.from(body), BOUNDS);

  it('leaves to others what only one item is refused for', () => {
    expect(items('{"a":["\\u0000"]}')).toEqual({ a: ['\0'] });
    expect(Object.keys(items('{"__proto__":1,"toString":1}') as object)).toEqual(['__proto__', 'toString']);
  });

  it.each(['1.00000000000000001', '9007199254740993', '-0.10000000000000000001'])('does not round %s', (number) => {
    expect(items(`[${number}]`)).toEqual([new ExactNumber(number)]);
  });

  it.each(['1', '1.0', '1e2', '0.1', '9007199254740991', '2500.00'])('takes %s as a number', (number) => {
    expect(items(`[${number}]`)).toEqual([Number(number)]);
  });

  it.each([
    ['invalid_json', '{'],
    ['invalid_utf8', Buffer.from([0x22, 0xff, 0x22])],
    ['body_too_complex', '[[[[]]]]'],
  ])('answers %s to %.60s', (code, body) => {
    expect(() => items(body)).toThrow(expect.objectContaining({ status: 400, code }));
  });
});
