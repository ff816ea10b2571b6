import { describe, expect, it } from '@jest/globals';
import { isEarlier } from './earlier.object.js';

const SENT = Date.parse('2026-06-30T18:00:00Z') / 1_000;

describe('An object in an answer', () => {
  it.each<[string, unknown, boolean]>([
    ['of a moment ago', '2026-06-30T11:00:00-07:00', false],
    ['of a server whose clock is late', '2026-06-30T17:59:57Z', false],
    ['of a minute before', '2026-06-30T10:59:00-07:00', true],
    ['without a time', undefined, false],
    ['with a time that cannot be read', 'soon', false],
  ])('%s', (_, madeAt, expected) => {
    expect(isEarlier(madeAt, { seconds: SENT })).toBe(expected);
  });
});
