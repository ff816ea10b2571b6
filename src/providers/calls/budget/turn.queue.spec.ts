import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { TurnQueue } from './turn.queue.js';

describe('TurnQueue', () => {
  const signal = new AbortController().signal;
  let asked: number[];
  let queue: TurnQueue;
  beforeEach(() => {
    jest.useFakeTimers();
    asked = [];
    queue = new TurnQueue(async (turns) => {
      asked.push(turns);
      return { turns, startMs: 0, everyMs: 0.01 };
    }, 5_000);
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const sum = () => asked.reduce((a, b) => a + b, 0);

  it('asks seldom when it is busy, and wastes little', async () => {
    for (let n = 0; n < 1_000; n++) {
      const turn = queue.take(signal);
      await jest.advanceTimersByTimeAsync(1);
      await turn;
    }
    expect(asked.length).toBeLessThan(100);
    expect(sum()).toBeLessThan(1_500);
  });

  it('asks for what it needs when it is not', async () => {
    for (let n = 0; n < 20; n++) {
      const turn = queue.take(signal);
      await jest.advanceTimersByTimeAsync(500);
      await turn;
    }
    expect(asked).toEqual(Array.from({ length: 20 }, () => 1));
  });

  it('does not use a turn whose time has gone by', async () => {
    const three = [queue.take(signal), queue.take(signal), queue.take(signal)];
    await jest.advanceTimersByTimeAsync(1);
    await Promise.all(three);
    const turn = queue.take(signal);
    await jest.advanceTimersByTimeAsync(1);
    await turn;
    const reserved = sum();
    await jest.advanceTimersByTimeAsync(1_000);
    void queue.take(signal);
    expect(sum()).toBeGreaterThan(reserved);
  });
});
