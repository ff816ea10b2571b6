import { describe, expect, it } from '@jest/globals';
import { infrastructureOf, markInfrastructure } from './infrastructure.errors.js';

describe('infrastructureOf', () => {
  it('knows marked errors, and what they are the cause of', () => {
    const reply = markInfrastructure(new Error('NOAUTH Authentication required.'), 'redis');
    expect(infrastructureOf(reply)).toBe('redis');
    expect(infrastructureOf(new Error('later', { cause: new Error('outer', { cause: reply }) }))).toBe('redis');
  });

  it.each([
    ['an error that says the same', new Error('NOAUTH Authentication required.')],
    ['a text', 'NOAUTH'],
    ['nothing', undefined],
    ['null', null],
    ['an error that is its own cause', Object.assign(new Error('loop'), { cause: undefined })],
  ])('does not know %s', (_, error) => {
    if (error instanceof Error && error.message === 'loop') error.cause = error;
    expect(infrastructureOf(error)).toBeUndefined();
  });

  it('marks no primitive', () => {
    expect(markInfrastructure('text', 'redis')).toBe('text');
    expect(infrastructureOf('text')).toBeUndefined();
  });
});
