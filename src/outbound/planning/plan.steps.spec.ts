import { describe, expect, it } from '@jest/globals';
import { stepsOf } from './plan.steps.js';

const NONE = new Map<string, number>();

describe('The steps of a batch', () => {
  it('have all of its items once, in their order', () => {
    expect(stepsOf(['a', 'b', 'a', 'c'], NONE, 2)).toEqual([['a', 'b'], ['c']]);
    expect(stepsOf(['a', 'b', 'c'], NONE, 3)).toEqual([['a', 'b', 'c']]);
  });

  it('are shorter where items have many parts, and have one item at least', () => {
    const parts = new Map([
      ['a', 3],
      ['b', 9],
      ['d', 4],
    ]);
    expect(stepsOf(['a', 'b', 'c', 'd', 'e'], parts, 5)).toEqual([['a'], ['b'], ['c'], ['d'], ['e']]);
    expect(stepsOf(['a', 'b', 'c', 'd', 'e'], parts, 6)).toEqual([['a'], ['b'], ['c', 'd'], ['e']]);
  });

  it('are one for a batch without items', () => {
    expect(stepsOf([], NONE, 5)).toEqual([[]]);
  });
});
