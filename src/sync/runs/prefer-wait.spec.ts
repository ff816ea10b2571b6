import { describe, expect, it } from '@jest/globals';
import { patient } from '../../../test/support/patience.js';
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
    const began = performance.now();
    for (const part of ['"', '\\"', 'wait=,', '"\\', ' ']) expect(wait(part.repeat(8_000))).toBeNull();
    expect(performance.now() - began).toBeLessThan(patient(500));
  });
});
