import { describe, expect, it } from '@jest/globals';
import { hasMoreLines, rowsOf } from './import.rows.js';

const BOUNDS = { bytes: 40, depth: 3, nodes: 10, keys: 5, stepRows: 10, stepBytes: 1_000 };
const all = (text: string, bounds = {}) => [...rowsOf(Buffer.from(text), { ...BOUNDS, ...bounds })];

describe('The rows of an import', () => {
  it('are the lines after the first one, and keep their numbers', () => {
    expect(all('{"a":1}\n\n  \r\n{"b":2}\r\n{"c":3}').flat()).toEqual([
      { line: 2, item: { a: 1 }, problem: null },
      { line: 5, item: { b: 2 }, problem: null },
      { line: 6, item: { c: 3 }, problem: null },
    ]);
  });

  it('come in steps', () => {
    const steps = (text: string, bounds: object) => all(text, bounds).map((rows) => rows.map(({ item }) => item));
    expect(steps('1\n2\n3\n4\n5', { stepRows: 2 })).toEqual([[1, 2], [3, 4], [5]]);
    expect(steps('11\n2\n3\n444\n5', { stepBytes: 3 })).toEqual([[11, 2], [3, 444], [5]]);
    expect(all('')).toEqual([]);
  });

  it.each([
    ['{', 'not valid JSON'],
    [`"${'x'.repeat(50)}"`, 'at most 40 bytes'],
    ['[[[[1]]]]', 'levels of nesting'],
  ])('name what cannot be read: %s', (text, problem) => {
    const [bad, good] = all(`${text}\n{"a":1}`).flat();
    expect(bad).toEqual({ line: 2, item: undefined, problem: expect.stringContaining(problem) });
    expect(good).toMatchObject({ line: 3, item: { a: 1 } });
  });

  it('leave to the reader of the items what makes one of them unusable', () => {
    expect(all('"\\u0000"\n{"a":1}').flat()).toMatchObject([{ item: '\0', problem: null }, { item: { a: 1 } }]);
  });

  it('are counted before they are read', () => {
    const body = Buffer.from('a\n\nb\nc');
    expect([3, 4, 5].map((most) => hasMoreLines(body, most))).toEqual([true, false, false]);
    expect(hasMoreLines(Buffer.from('a\n'), 1)).toBe(false);
    expect(hasMoreLines(Buffer.alloc(0), 0)).toBe(false);
  });
});
