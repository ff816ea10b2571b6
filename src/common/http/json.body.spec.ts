import { describe, expect, it } from '@jest/globals';
import { parseJsonBody } from './json.body.js';

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
