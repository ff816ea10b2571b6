import { describe, expect, it } from '@jest/globals';
import { InterleavedSequence } from './interleave.sequence.js';

describe('InterleavedSequence', () => {
  it.each([[[7, 3, 1]], [[1, 50, 0, 4]], [[560, 28, 4, 8, 8, 8]], [[0, 5]], [[3]]])(
    'gives every member of %j one position, in order, and finds it again',
    (sizes) => {
      const sequence = new InterleavedSequence(sizes);
      const next = sizes.map(() => 0);
      for (let position = 0; position < sequence.length; position += 1) {
        const { part, rank } = sequence.member(position);
        expect(rank).toBe(next[part]);
        next[part]! += 1;
        expect(sequence.position(part, rank)).toBe(position);
      }
      expect(next).toEqual(sizes);
    },
  );
});
