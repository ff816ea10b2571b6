import { describe, expect, it } from '@jest/globals';
import { BoundedCache } from './bounded-cache.js';

const filled = (limit: number, keys: readonly string[]) => {
  const cache = new BoundedCache<string, number>(limit);
  keys.forEach((key, n) => cache.set(key, n));
  return cache;
};
const keysOf = (cache: BoundedCache<string, number>) => [...cache].map(([key]) => key);

describe('BoundedCache', () => {
  it('never holds more than its limit, however many come', () => {
    const cache = new BoundedCache<number, number>(100);
    for (let n = 0; n < 10_000; n++) {
      cache.set(n, n);
      expect(cache.size).toBe(Math.min(n + 1, 100));
    }
    expect([...cache].map(([key]) => key)).toEqual(Array.from({ length: 100 }, (_, n) => 9_900 + n));
  });

  it('evicts one entry at a time: the one that was used least recently', () => {
    const cache = filled(3, ['a', 'b', 'c']);
    expect(cache.get('a')).toBe(0);
    cache.set('d', 3);
    expect(keysOf(cache)).toEqual(['c', 'a', 'd']);
  });

  it('takes writing an entry again as a use, and evicts nothing for it', () => {
    const cache = filled(3, ['a', 'b', 'c']);
    cache.set('a', 9);
    expect([...cache]).toEqual([
      ['b', 1],
      ['c', 2],
      ['a', 9],
    ]);
  });

  it('does not take being asked whether it holds an entry as a use', () => {
    const cache = filled(2, ['a', 'b']);
    expect([cache.has('a'), cache.has('z')]).toEqual([true, false]);
    cache.set('c', 2);
    expect(keysOf(cache)).toEqual(['b', 'c']);
  });

  it('finds a value that is false or zero, and nothing under a name that it does not hold', () => {
    const cache = filled(2, ['zero']);
    expect([cache.get('zero'), cache.get('constructor'), cache.get('__proto__')]).toEqual([0, undefined, undefined]);
  });

  it('can be emptied while it is walked', () => {
    const cache = filled(3, ['a', 'b', 'c']);
    for (const [key, n] of cache) if (n !== 1) cache.delete(key);
    expect(keysOf(cache)).toEqual(['b']);
  });
});
