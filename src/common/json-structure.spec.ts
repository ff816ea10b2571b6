import { describe, expect, it } from '@jest/globals';
import { seeded } from '../../test/support/seeded.random.js';
import { parseExact } from './exact-json.js';
import { exceededBound, structureOf } from './json-structure.js';

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

  it('finds the end of strings of all lengths, whatever they escape', () => {
    const random = seeded();
    const pieces = ['"', '\\', '\\"', 'a', '[', ',', ':', '{"', '\n', 'é', 'a long piece of text'];
    const textOf = () =>
      Array.from({ length: random.integer(40) }, () => pieces[random.integer(pieces.length)]).join('');
    for (let round = 0; round < 300; round++) {
      const texts = Array.from({ length: 5 }, textOf);
      const json = Buffer.from(JSON.stringify(texts));
      expect({ texts, exceeded: exceededBound(json, { depth: 1, nodes: 6 }) }).toEqual({ texts, exceeded: null });
      expect({ texts, exceeded: exceededBound(json, { depth: 1, nodes: 5 }) }).toEqual({ texts, exceeded: 'nodes' });
      // Cut off anywhere, it has no more values than before.
      expect(exceededBound(json.subarray(0, random.integer(json.length)), { depth: 1, nodes: 6 })).toBeNull();
    }
  });
});

describe('structureOf', () => {
  const hasLongNumber = (json: string) => structureOf(Buffer.from(json), bounds).hasLongNumber;

  it.each([
    '[1,-2.5,0,2e3,1E-9]',
    '["1234567890123456789","1e9"]',
    '{"a":123456789012345}',
    '',
    '[true,null,{"e":"e"}]',
  ])('has no long number: %s', (json) => {
    expect(hasLongNumber(json)).toBe(false);
  });

  it.each(['[1234567890123456]', '{"a": -90071992547409.91}', '[1,\n2e-300]', '[1E400', '9007199254740993'])(
    'has a long number: %s',
    (json) => {
      expect(hasLongNumber(json)).toBe(true);
    },
  );

  it('says so of each number that a JavaScript number would change', () => {
    const random = seeded();
    const digits = (most: number) =>
      Array.from({ length: 1 + random.integer(most) }, () => random.integer(10)).join('');
    for (let round = 0; round < 2_000; round++) {
      const sign = random.integer(2) ? '-' : '';
      const fraction = random.integer(2) ? `.${digits(12)}` : '';
      const power = random.integer(4) ? '' : `e${random.integer(2) ? '-' : ''}${digits(3)}`;
      const json = `[${sign}${1 + random.integer(9)}${digits(17)}${fraction}${power}]`;
      const [value] = parseExact(json, true) as unknown[];
      if (typeof value !== 'number') expect({ json, found: hasLongNumber(json) }).toEqual({ json, found: true });
    }
  });
});
