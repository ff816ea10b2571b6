import { describe, expect, it } from '@jest/globals';
import { boundedErrors } from './problem.bounds.js';
import { toProblem } from './problem.js';
import { ValidationError } from './http.errors.js';

const errors = (count: number, name: string) =>
  Array.from({ length: count }, (_, i) => ({ field: `${name}${i}`, message: `property ${name}${i} should not exist` }));

describe('boundedErrors', () => {
  it('lists twenty, and cuts long names', () => {
    expect(boundedErrors(errors(5_000, 'f'))).toHaveLength(20);
    const [error] = boundedErrors(errors(1, 'x'.repeat(50_000)));
    expect(error?.field).toHaveLength(100);
    expect(error?.message.length).toBeLessThanOrEqual(300);
  });

  it('leaves what is short as it is', () => {
    expect(boundedErrors(errors(2, 'émoji🎟'))).toEqual(errors(2, 'émoji🎟'));
  });

  it.each([
    ['letters', 'x'],
    ['control characters', '\u0001'],
    ['emoji', '🎟'],
    ['quotes', '"'],
  ])('keeps a problem below 4 KB: %s', (_, character) => {
    for (const [count, length] of [
      [1, 60_000],
      [20, 2_000],
      [5_000, 10],
    ] as const) {
      const { problem } = toProblem(new ValidationError(errors(count, character.repeat(length))), 'r'.repeat(128));
      expect(problem.errors?.length).toBeGreaterThan(0);
      expect(Buffer.byteLength(JSON.stringify(problem))).toBeLessThan(4_000);
    }
  });

  it('never cuts a character in two', () => {
    const [error] = boundedErrors([{ field: `${'x'.repeat(98)}🎟🎟🎟`, message: '' }]);
    expect(error?.field).toBe(`${'x'.repeat(98)}…`);
  });
});
