import { describe, expect, it } from '@jest/globals';
import { exceededBound } from './json-structure.js';

const bounds = { depth: 3, nodes: 6, keys: 2 };
const check = (json: string) => exceededBound(Buffer.from(json), bounds);

describe('exceededBound', () => {
  it.each([
    ['a scalar', '1'],
    ['nothing', ''],
    ['empty containers', '[[],{},[],{},[]]'],
    ['as deep as allowed', '[[[]]]'],
    ['as many values as allowed', '[1,2,3,4,5]'],
    ['as many keys as allowed, in each object', '[{"a":1,"b":2},{"a":1}]'],
    ['brackets, commas and colons in strings', '{"[[[[,,,,:::":"]]]]{{{{,,,,,::::"}'],
    ['escaped quotes', '["\\",[[[[","\\\\"]'],
    ['white space', ' [ 1 ,\n\t2 ]\r\n'],
    ['too many closing brackets', ']]]]]][[['],
    ['a string without an end', '["[[[['],
  ])('allows %s', (_, json) => {
    expect(check(json)).toBeNull();
  });

  it.each([
    ['depth', '[[[[]]]]'],
    ['depth', '{"a":{"a":{"a":{}}}}'],
    ['nodes', '[1,2,3,4,5,6]'],
    ['nodes', '[[],[],[],[],[],[]]'],
    ['nodes', '[1,,,,,,]'],
    ['keys', '{"a":1,"b":2,"c":3}'],
    ['keys', '[{},{"a":1,"b":2,"c":3}]'],
  ])('finds too much: %s in %s', (bound, json) => {
    expect(check(json)).toBe(bound);
  });

  it('counts the values that JSON.parse finds', () => {
    const value = { a: [1, 'x', null, { b: true, c: [] }], d: { e: { f: [[2, 3], []] } } };
    const json = Buffer.from(JSON.stringify(value, null, 2));
    let nodes = 0;
    JSON.parse(json.toString(), (_, inner: unknown) => (nodes++, inner));
    expect(exceededBound(json, { depth: 9, nodes })).toBeNull();
    expect(exceededBound(json, { depth: 9, nodes: nodes - 1 })).toBe('nodes');
  });
});
