import { afterAll, describe, expect, it } from '@jest/globals';
import { growsWithLength } from './growth.js';

const text = (length: number): string => 'a'.repeat(length);

describe('growsWithLength', () => {
  /** What the work comes to is used, so that no compiler leaves it out. */
  let sum = 0;
  afterAll(() => {
    expect(sum).toBeGreaterThan(0);
  });

  it('is true for work that looks at each character once', () => {
    const once = (input: string) => {
      for (let at = 0; at < input.length; at++) sum += input.charCodeAt(at);
    };
    expect(growsWithLength(65_536, text, once)).toBe(true);
  });

  it('is false for work that looks at all others for each character', () => {
    const squared = (input: string) => {
      for (let a = 0; a < input.length; a++) for (let b = 0; b < input.length; b++) sum += input.charCodeAt(b);
    };
    expect(growsWithLength(512, text, squared)).toBe(false);
  });
});
