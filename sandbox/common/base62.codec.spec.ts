import { describe, expect, it } from '@jest/globals';
import { Base62Codec } from './base62.codec.js';

describe('Base62Codec', () => {
  const codec = new Base62Codec(12345);

  it.each([0, 1, 2, 61, 999_999, 2 ** 32, 2 ** 40 - 1])('finds index %d in its own code', (index) => {
    expect(codec.encode(index)).toMatch(/^[0-9A-Za-z]{8}$/);
    expect(codec.decode(codec.encode(index))).toBe(index);
  });

  it('gives different indexes different codes that do not sort by index', () => {
    const codes = Array.from({ length: 5000 }, (_, index) => codec.encode(index));
    expect(new Set(codes).size).toBe(5000);
    expect([...codes].sort()).not.toEqual(codes);
  });

  it.each(['', 'short', '00000000', 'zzzzzzzz', 'has-dash', 'ninechars'])('refuses %j', (text) => {
    expect(codec.decode(text)).toBeUndefined();
  });

  it('refuses a code made under another key', () => {
    expect(codec.decode(new Base62Codec(54321).encode(7))).toBeUndefined();
  });
});
