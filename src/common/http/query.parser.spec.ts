import { describe, expect, it } from '@jest/globals';
import { queryParser, queryProblems } from './query.parser.js';

const parse = queryParser(3);
const fieldsOf = (text: string) => queryProblems(parse(text)).map(({ field }) => field);

describe('queryParser', () => {
  it.each([
    ['', {}],
    ['a=1&b=2', { a: '1', b: '2' }],
    ['a=x+y%20z%2B', { a: 'x y z+' }],
    ['a=b=c', { a: 'b=c' }],
    ['&a=1&&', { a: '1' }],
    ['na%6De=%F0%9F%8E%9F', { name: '🎟' }],
    ['a=1&a=2&a=3', { a: ['1', '2', '3'] }],
    ['__proto__=1&constructor=2', { ['__proto__']: '1', constructor: '2' }],
  ])('reads %s', (text, expected) => {
    expect(Object.entries(parse(text))).toEqual(Object.entries(expected));
  });

  it.each([
    ['a', ['a']],
    ['a=', ['a']],
    ['a=&b=1&c', ['a', 'c']],
    ['a=1&a=1', ['a']],
    ['=1', []],
    ['a=%ff', ['query']],
    ['a=%', ['query']],
    ['a=%zz', ['query']],
    ['%ed%a0%80=1', ['query']],
    ['a=\u00e9', ['query']],
    ['a=1&b=2&c=3', []],
    ['a=1&b=2&c=3&d=4', ['query']],
    [Array(8_000).fill('a').join('&'), ['query']],
  ])('of %.40s objects to %j', (text, fields) => {
    expect(fieldsOf(text)).toEqual(fields);
  });
});
