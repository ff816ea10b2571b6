import { describe, expect, it } from '@jest/globals';
import { begin, mayBegin, timedSignal } from './timed-signal.js';

const never = new AbortController().signal;
const secondsAgo = (seconds: number): number => performance.now() - seconds * 1000;

describe('A signal with a time', () => {
  it.each([
    { began: 0, may: true },
    { began: 29, may: true },
    { began: 31, may: false },
    { began: 59, may: false },
  ])('allows a beginning in its first half: $began of 60 s', ({ began, may }) => {
    const signal = timedSignal(never, secondsAgo(began), 60);
    expect(signal.aborted).toBe(false);
    expect(mayBegin(signal)).toBe(may);
  });

  it('asks the clock, because timers of a process that was stopped run late', () => {
    const signal = timedSignal(never, performance.now(), 0.02);
    const until = performance.now() + 30;
    while (performance.now() < until);
    expect(signal.aborted).toBe(false);
    expect(mayBegin(signal)).toBe(false);
  });

  it('ends after its time', async () => {
    const signal = timedSignal(never, secondsAgo(60), 60);
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    expect(mayBegin(signal)).toBe(false);
  });

  it('ends with the other signal, with its reason', () => {
    const other = new AbortController();
    const signal = timedSignal(other.signal, performance.now(), 60);
    other.abort('shutdown');
    expect(signal.reason).toBe('shutdown');
  });

  it('tells when what it guards begins', () => {
    const began: string[] = [];
    const signal = timedSignal(never, performance.now(), 60, () => began.push('now'));
    expect(began).toEqual([]);
    begin(signal);
    expect(began).toEqual(['now']);
  });

  it('does not concern other signals', () => {
    begin(never);
    expect(mayBegin(never)).toBe(true);
  });
});
