import { describe, expect, it } from '@jest/globals';
import { growsWithLength } from '../../../test/support/growth.js';
import { preferredWait } from './prefer-wait.js';

describe('preferredWait', () => {
  const wait = (header: string | string[] | undefined) => preferredWait(header, 60);

  it.each([
    ['wait=10', 10],
    ['WAIT = 10', 10],
    ['wait="10"', 10],
    ['wait=0', 0],
    ['wait=60', 60],
    ['wait=61', 60],
    [`wait=${'9'.repeat(400)}`, 60],
    ['respond-async, wait=10', 10],
    ['respond-async; a="x,wait=3", wait=10; foo=bar', 10],
    ['handling=lenient,wait=10,return=minimal', 10],
  ])('reads %p', (header, seconds) => {
    expect(wait(header)).toBe(seconds);
  });

  it.each(['', 'wait', 'wait=', 'wait=-1', 'wait=1.5', 'wait=1e1', 'wait=ten', 'wait="10', 'wait=10 s', 'await=10'])(
    'ignores %p',
    (header) => {
      expect(wait(header)).toBeNull();
    },
  );

  it('considers the first one only, in one header or several', () => {
    expect(wait('wait=5, wait=10')).toBe(5);
    expect(wait(['respond-async', 'wait=5', 'wait=10'])).toBe(5);
    expect(wait('wait=ten, wait=10')).toBeNull();
    expect(wait(undefined)).toBeNull();
  });

  it('takes no longer for a long header', () => {
    for (const part of ['"', '\\"', 'wait=,', '"\\', ' ']) {
      const header = (length: number) => part.repeat(length / part.length);
      expect(growsWithLength(4_096, header, (text) => expect(wait(text)).toBeNull())).toBe(true);
    }
  });
});
