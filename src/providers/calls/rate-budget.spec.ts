import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { judgeFailure } from '../../work/failure.verdict.js';
import { RateBudget } from './rate-budget.js';
import type { SharedState } from './redis/shared.state.js';

describe('RateBudget of one process', () => {
  let budget: RateBudget;
  let signal: AbortSignal;
  beforeEach(() => {
    jest.useFakeTimers();
    budget = new RateBudget();
    signal = new AbortController().signal;
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const outcomes = (calls: Promise<unknown>[]) => {
    const list: string[] = [];
    for (const call of calls)
      call.then(
        () => list.push('ok'),
        (error: { code?: string; message: string }) => list.push(error.code ?? error.message),
      );
    return list;
  };
  const many = <T>(length: number, make: () => T) => Array.from({ length }, make);

  it('lets calls through at the rate of the slowest key', async () => {
    const done = outcomes(many(30, () => budget.take({ a: 100, 'a:list': 10 }, signal)));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(done.length).toBeGreaterThanOrEqual(9);
    expect(done.length).toBeLessThanOrEqual(11);
    await jest.advanceTimersByTimeAsync(2_200);
    expect(done).toEqual(many(30, () => 'ok'));
  });

  it('shares a fast key among slow ones without loss', async () => {
    const done = outcomes(
      many(8, () => 0).flatMap((_, op) => many(25, () => budget.take({ a: 100, [`a:${op}`]: 25 }, signal))),
    );
    await jest.advanceTimersByTimeAsync(1_000);
    expect(done.length).toBeGreaterThan(88);
    expect(done.length).toBeLessThanOrEqual(102);
    await jest.advanceTimersByTimeAsync(1_300);
    expect(done.length).toBe(200);
  });

  it('rejects at once the calls that would wait too long, and postpones their work without using an attempt', async () => {
    const done = outcomes(many(60, () => budget.take({ a: 10 }, signal)));
    await jest.advanceTimersByTimeAsync(50);
    const rejected = done.filter((outcome) => outcome === 'provider_rate_limited');
    expect(rejected.length).toBeGreaterThanOrEqual(9);
    expect(rejected.length).toBeLessThanOrEqual(12);
    await jest.advanceTimersByTimeAsync(5_100);
    expect(done.length).toBe(60);

    budget.refused('a', 90);
    const error: unknown = await budget.take({ a: 10 }, signal).catch((reason: unknown) => reason);
    expect(judgeFailure('critical', error, 0)).toMatchObject({ kind: 'postpone', delayMs: 90_000 });
    expect(judgeFailure('high', error, 0)).toMatchObject({ kind: 'postpone', delayMs: 90_000 });
  });

  it('drops what was reserved before the refusal', async () => {
    const rates = { a: 100_000 };
    for (let round = 0; round < 3; round++) {
      outcomes([budget.take(rates, signal)]);
      await jest.advanceTimersByTimeAsync(2);
    }
    budget.refused('a', 2);
    const done = outcomes(many(10, () => budget.take(rates, signal)));
    await jest.advanceTimersByTimeAsync(1_900);
    expect(done).toEqual([]);
    await jest.advanceTimersByTimeAsync(200);
    expect(done).toEqual(many(10, () => 'ok'));
  });

  it('blocks a refused key for an hour at most', async () => {
    await budget.take({ a: 10 }, signal);
    budget.refused('a', 86_400);
    await expect(budget.take({ a: 10 }, signal)).rejects.toMatchObject({ retryAfterSeconds: 3_600 });
  });

  it('stops waiting when the signal is aborted', async () => {
    const controller = new AbortController();
    budget.refused('a', 4);
    const waiting = outcomes([budget.take({ a: 10 }, controller.signal), budget.take({ a: 10 }, signal)]);
    await jest.advanceTimersByTimeAsync(1_000);
    controller.abort(new Error('over'));
    await jest.advanceTimersByTimeAsync(0);
    expect(waiting).toEqual(['over']);
    await jest.advanceTimersByTimeAsync(3_100);
    expect(waiting).toEqual(['over', 'ok']);
  });

  describe('calls under way', () => {
    it('stay within the limit, and the next begins when one ends', async () => {
      const first = await budget.acquire('a', 2, signal);
      await budget.acquire('a', 2, signal);
      const third = outcomes([budget.acquire('a', 2, signal)]);
      await jest.advanceTimersByTimeAsync(1_000);
      expect(third).toEqual([]);
      first();
      await jest.advanceTimersByTimeAsync(0);
      expect(third).toEqual(['ok']);
      await budget.acquire('b', 2, signal);
    });

    it('are waited for no longer than the patience, nor after the signal', async () => {
      const controller = new AbortController();
      const release = await budget.acquire('a', 1, signal);
      const waiting = outcomes([budget.acquire('a', 1, controller.signal), budget.acquire('a', 1, signal)]);
      controller.abort(new Error('over'));
      await jest.advanceTimersByTimeAsync(0);
      expect(waiting).toEqual(['over']);
      await jest.advanceTimersByTimeAsync(5_100);
      expect(waiting).toEqual(['over', 'provider_rate_limited']);
      release();
      await budget.acquire('a', 1, signal);
    });
  });
});

/** Redis grants whatever it is asked for. Eight processes share the rate. */
class Granting {
  readonly available = true;
  readonly processes = 8;
  async run(_script: unknown, _keys: unknown, [count]: number[]) {
    return count === undefined ? null : [count, 0, 1_000];
  }
}

describe('RateBudget of several processes', () => {
  it('waits for the end of a block at the rate of all processes, however often the account was refused', async () => {
    jest.useFakeTimers();
    try {
      const { signal } = new AbortController();
      const budget = new RateBudget(undefined, new Granting() as unknown as SharedState);
      for (let refusals = 0; refusals < 6; refusals++) {
        budget.refused('a', 1);
        await jest.advanceTimersByTimeAsync(1_100);
        const calls = Promise.all(Array.from({ length: 30 }, () => budget.take({ a: 10 }, signal)));
        await jest.advanceTimersByTimeAsync(100);
        await calls;
      }
      budget.refused('a', 1);
      const taken = Promise.allSettled(Array.from({ length: 10 }, () => budget.take({ a: 10 }, signal)));
      await jest.advanceTimersByTimeAsync(5_000);
      expect((await taken).filter(({ status }) => status === 'rejected')).toEqual([]);
    } finally {
      jest.useRealTimers();
    }
  });
});
