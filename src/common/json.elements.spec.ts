import { describe, expect, it } from '@jest/globals';
import { elementsOf } from './json.elements.js';

describe('elementsOf', () => {
  it.each([
    ['[]', []],
    [' [ ] ', []],
    ['[1]', ['1']],
    ['[{"a":1.00},2 , [3,[4]] ]', ['{"a":1.00}', '2', '[3,[4]]']],
    ['["a,b","\\"],[",{"x":"}"}]', ['"a,b"', '"\\"],["', '{"x":"}"}']],
    ['["\\\\",1]', ['"\\\\"', '1']],
    ['[90071992547409.91,null]', ['90071992547409.91', 'null']],
    ['[1.50, "a,b]\\"", {"x":[1,{"y":"}"}]},null]', ['1.50', '"a,b]\\""', '{"x":[1,{"y":"}"}]}', 'null']],
    ['["\\\\","\\\\\\"],"]', ['"\\\\"', '"\\\\\\"],"']],
  ])('takes %s apart', (json, expected) => {
    expect(elementsOf(json)).toEqual(expected);
    expect(JSON.parse(`[${elementsOf(json).join(',')}]`)).toEqual(JSON.parse(json));
  });
});
