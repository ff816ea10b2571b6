import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { InvalidCheckpointError } from '../provider.errors.js';
import type { Json } from '../provider.port.js';
import { checkedCursor, checkedMemory } from './checked.cursor.js';

const form = { name: 'a walk', version: 2, schema: z.object({ after: z.string(), size: z.number() }) };
const cursor = checkedCursor({
  ...form,
  convert: { 0: ({ id }) => ({ after: id }), 1: (older) => ({ ...older, size: 100 }) },
});

describe('a position', () => {
  it('is read as it was written, after its way through the database', () => {
    const stored = JSON.parse(JSON.stringify(cursor.write({ after: 'a', size: 7 }))) as Json;
    expect(stored).toEqual({ v: 2, after: 'a', size: 7 });
    expect(cursor.read(stored)).toEqual({ after: 'a', size: 7 });
  });

  it('is none before the walk begins', () => {
    expect(cursor.read(null)).toBeNull();
  });

  it('of an older version is converted, step by step, and one without a version is version 0', () => {
    expect(cursor.read({ v: 1, after: 'a' })).toEqual({ after: 'a', size: 100 });
    expect(cursor.read({ id: 'a' })).toEqual({ after: 'a', size: 100 });
    expect(checkedCursor(form).read({ after: 'a', size: 7 })).toEqual({ after: 'a', size: 7 });
  });

  it('without a version may have been no object', () => {
    const bare = checkedCursor({ ...form, version: 1, unversioned: (after) => ({ after, size: 1 }) });
    expect(bare.read('a')).toEqual({ after: 'a', size: 1 });
    expect(() => bare.read(7)).toThrow(InvalidCheckpointError);
  });

  it.each<Json>([
    ...[
      'garbage',
      '',
      7,
      true,
      [],
      [1],
      {},
      { after: 7 },
      { id: 7 },
      { v: 2, after: 'a' },
      { v: 3, after: 'a', size: 1 },
    ],
    ...[
      { v: -1, id: 'a' },
      { v: 0.5, id: 'a' },
      { v: '1', after: 'a' },
      { v: null, id: 'a' },
    ],
  ])('is refused as %j', (stored) => {
    expect(() => cursor.read(stored)).toThrow(InvalidCheckpointError);
    expect(new InvalidCheckpointError('x')).toMatchObject({ code: 'invalid_checkpoint', retryable: false });
  });
});

describe('what is remembered between walks', () => {
  it('is nothing when a stream begins', () => {
    expect(checkedMemory(form).read({})).toBeNull();
    expect(checkedMemory(form).read(null)).toBeNull();
    expect(() => checkedMemory(form).read({ v: 2 })).toThrow(InvalidCheckpointError);
  });
});
