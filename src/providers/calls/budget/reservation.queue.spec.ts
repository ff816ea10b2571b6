import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { elapse } from '../../../../test/support/fixed.wait.js';
import { mayBegin, timedSignal } from '../../../common/timed-signal.js';
import { ProviderNotAskedError } from '../../provider.errors.js';
import { BudgetExhaustedError } from './budget-exhausted.error.js';
import { ReservationQueue } from './reservation.queue.js';

describe('ReservationQueue', () => {
  const signal = new AbortController().signal;
  let asked: number[];
  let queue: ReservationQueue;
  beforeEach(() => {
    jest.useFakeTimers();
    asked = [];
    queue = new ReservationQueue(async (count) => {
      asked.push(count);
      return { count, startMs: 0, everyMs: 0.01 };
    }, 5_000);
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const sum = () => asked.reduce((a, b) => a + b, 0);

  it('reserves in batches when it is busy, and wastes little', async () => {
    for (let n = 0; n < 1_000; n++) {
      const taken = queue.take(signal);
      await jest.advanceTimersByTimeAsync(1);
      await taken;
    }
    expect(asked.length).toBeLessThan(100);
    expect(sum()).toBeLessThan(1_500);
  });

  it('reserves only what it needs when it is not busy', async () => {
    for (let n = 0; n < 20; n++) {
      const taken = queue.take(signal);
      await jest.advanceTimersByTimeAsync(500);
      await taken;
    }
    expect(asked).toEqual(Array.from({ length: 20 }, () => 1));
  });

  it('does not use a reserved time that has passed', async () => {
    const three = [queue.take(signal), queue.take(signal), queue.take(signal)];
    await jest.advanceTimersByTimeAsync(1);
    await Promise.all(three);
    const taken = queue.take(signal);
    await jest.advanceTimersByTimeAsync(1);
    await taken;
    const reserved = sum();
    await jest.advanceTimersByTimeAsync(1_000);
    void queue.take(signal);
    expect(sum()).toBeGreaterThan(reserved);
  });

  it('does not take a process that was slow for a rate that is used up', async () => {
    const once = new ReservationQueue(async (count) => {
      await elapse(6_000);
      return { count, startMs: 0, everyMs: 1 };
    }, 5_000);
    const taken = once.take(signal);
    await jest.advanceTimersByTimeAsync(6_001);
    await expect(taken).resolves.toBeUndefined();
  });

  it('waits for its patience after the first time that there is no time', async () => {
    const began = performance.now();
    const busy = new ReservationQueue(async () => {
      if (performance.now() === began) await elapse(6_000);
      return { count: 0, startMs: 100, everyMs: 100 };
    }, 5_000);
    const taken = busy.take(signal).then(
      () => 'taken',
      (error: unknown) => error,
    );
    await jest.advanceTimersByTimeAsync(10_000);
    expect(await Promise.race([taken, Promise.resolve('waits')])).toBe('waits');
    await jest.advanceTimersByTimeAsync(2_000);
    expect(await taken).toBeInstanceOf(BudgetExhaustedError);
  });

  it('says of a call which has no time left because this process was slow that it was not made', async () => {
    const late = new ReservationQueue(async (count) => {
      await elapse(600);
      return { count, startMs: 0, everyMs: 1 };
    }, 5_000);
    const taken = late.take(timedSignal(signal, performance.now(), 1)).catch((error: unknown) => error);
    await jest.advanceTimersByTimeAsync(601);
    expect(await taken).toBeInstanceOf(ProviderNotAskedError);
  });

  it('gives the next time to the call that has the least time left', async () => {
    let next = performance.now() + 100;
    const slow = new ReservationQueue(async () => {
      const startMs = next - performance.now();
      if (startMs > 20) return { count: 0, startMs, everyMs: 100 };
      next += 100;
      return { count: 1, startMs: Math.max(0, startMs), everyMs: 100 };
    }, 5_000);
    const order: string[] = [];
    const take = (name: string, timed: AbortSignal) => slow.take(timed).then(() => order.push(name));
    const soon = () => timedSignal(signal, performance.now(), 1);
    void take('patient 1', signal);
    void take('patient 2', signal);
    void take('soon 1', soon());
    void take('soon 2', soon());
    await jest.advanceTimersByTimeAsync(600);
    expect(order).toEqual(['soon 1', 'soon 2', 'patient 1', 'patient 2']);
  });

  it('leaves times that come too late for a call to others', async () => {
    let next = performance.now();
    let used = 0;
    const slow = new ReservationQueue(async () => {
      const startMs = next - performance.now();
      if (startMs > 20) return { count: 0, startMs, everyMs: 100 };
      next = Math.max(next, performance.now()) + 100;
      used += 1;
      return { count: 1, startMs: Math.max(0, startMs), everyMs: 100 };
    }, 5_000);
    // Each may begin within half a second.
    const calls = Array.from({ length: 20 }, () => timedSignal(signal, performance.now(), 1)).map(async (timed) => {
      await slow.take(timed);
      return mayBegin(timed);
    });
    const outcomes = Promise.allSettled(calls);
    await jest.advanceTimersByTimeAsync(5_000);
    const taken = (await outcomes).flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    expect(taken.length).toBeGreaterThanOrEqual(4);
    expect(taken).not.toContain(false);
    // The last one was reserved for a call that had to leave by then. It is there for the next call.
    expect(used - taken.length).toBeLessThanOrEqual(1);
  });
});
