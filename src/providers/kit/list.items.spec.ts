import { listItems } from './list.items.js';

describe('the elements of a list', () => {
  it.each([
    ['[]', []],
    [' [ ] ', []],
    ['[1]', ['1']],
    ['[1.50, "a,b]\\"", {"x":[1,{"y":"}"}]},null]', ['1.50', '"a,b]\\""', '{"x":[1,{"y":"}"}]}', 'null']],
    ['["\\\\","\\\\\\"],"]', ['"\\\\"', '"\\\\\\"],"']],
  ])('of %s', (json, items) => {
    expect(listItems(json)).toEqual(items);
    expect(JSON.parse(`[${listItems(json).join(',')}]`)).toEqual(JSON.parse(json));
  });
});
