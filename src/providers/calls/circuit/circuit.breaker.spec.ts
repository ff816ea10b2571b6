import { beforeEach, describe, expect, it } from '@jest/globals';
import { NoTurnError } from '../budget/no-turn.error.js';
import { ProviderNotFoundError, ProviderRateLimitedError, ProviderUnavailableError } from '../../provider.errors.js';
import { judgeFailure } from '../../../work/failure.verdict.js';
import type { CircuitBoard } from './circuit.board.js';
import { CircuitBreaker } from './circuit.breaker.js';
import { FallbackCircuits } from './fallback.circuits.js';
import { LocalCircuits } from './local.circuits.js';

const TIMES = { firstMs: 30_000, longestMs: 600_000 };
const down = () => new ProviderUnavailableError('down');

describe('CircuitBreaker', () => {
  let now: number;
  let board: CircuitBoard;
  let breaker: CircuitBreaker;
  let requests: number;
  beforeEach(() => {
    now = 0;
    requests = 0;
    board = new LocalCircuits(TIMES, () => now);
    breaker = circuitOf('a');
  });

  const circuitOf = (name: string, on = board) =>
    new CircuitBreaker(name, on, { failures: 5, trialMs: 35_000 }, () => now);
  const call = async (error?: Error, on = breaker): Promise<string> => {
    now += 10;
    try {
      return await on.run(
        () => `/${++requests}`,
        async () => {
          now += 10;
          if (error) throw error;
          return 'ok';
        },
      );
    } catch (reason) {
      return (reason as { code: string }).code;
    }
  };
  const fail = async (times: number) => {
    for (let n = 0; n < times; n++) expect(await call(down())).toBe('provider_unavailable');
  };

  it('opens after failures in a row, and fails at once until a trial', async () => {
    await fail(5);
    expect(await call()).toBe('provider_circuit_open');
    now += 29_000;
    expect(await call()).toBe('provider_circuit_open');
    now += 1_000;
    expect(await call()).toBe('ok');
    expect(await call()).toBe('ok');
  });

  it('puts work off until the trial, without an attempt', async () => {
    await fail(5);
    const error: unknown = await breaker
      .run(
        () => '',
        async () => 1,
      )
      .catch((reason: unknown) => reason);
    const verdict = judgeFailure('critical', error, 0);
    expect(verdict).toMatchObject({ kind: 'postpone', error: { code: 'provider_circuit_open' } });
    const delay = (verdict as { delayMs: number }).delayMs;
    expect(delay).toBeGreaterThanOrEqual(30_000);
    expect(delay).toBeLessThanOrEqual(36_000);
  });

  it.each([
    ['an answer', undefined],
    ['a refusal', new ProviderNotFoundError('no')],
    ['a rate limit', new ProviderRateLimitedError('slower')],
  ])('starts counting again after %s', async (_name, error) => {
    await fail(4);
    await call(error);
    await fail(4);
    expect(await call()).toBe('ok');
  });

  it('lets one trial through at a time, and one more when it was not made', async () => {
    await fail(5);
    now += 30_000;
    const other = circuitOf('a');
    let end = (_: Error) => {};
    const trial = breaker.run(
      () => '/',
      () => new Promise((_, reject) => (end = reject)),
    );
    await Promise.resolve();
    expect(await call(undefined, other)).toBe('provider_circuit_open');
    end(new NoTurnError(1));
    await expect(trial).rejects.toThrow(NoTurnError);
    now += 2_000;
    expect(await call(undefined, other)).toBe('ok');
  });

  it('lets another try when a trial does not come back', async () => {
    await fail(5);
    now += 30_000;
    void breaker.run(
      () => '/',
      () => new Promise(() => {}),
    );
    now += 34_000;
    expect(await call(undefined, circuitOf('a'))).toBe('provider_circuit_open');
    now += 3_000;
    expect(await call(undefined, circuitOf('a'))).toBe('ok');
  });

  it('stays open for twice as long each time, ten minutes at most', async () => {
    await fail(5);
    for (const seconds of [30, 60, 120, 240, 480, 600, 600]) {
      now += seconds * 1_000 - 500;
      expect([seconds, await call(down())]).toEqual([seconds, 'provider_circuit_open']);
      now += 500;
      expect([seconds, await call(down())]).toEqual([seconds, 'provider_unavailable']);
    }
    now += 600_000;
    expect(await call()).toBe('ok');
    await fail(5);
    now += 30_000;
    expect(await call()).toBe('ok');
  });

  it('opens nobody else’s', async () => {
    await fail(5);
    expect(await call(undefined, circuitOf('b'))).toBe('ok');
  });

  it('does not open for one request that fails again and again', async () => {
    const poison = () =>
      breaker
        .run(
          () => '/poison',
          () => Promise.reject(down()),
        )
        .catch(() => (now += 10));
    for (let n = 0; n < 20; n++) await poison();
    expect(await call()).toBe('ok');
  });

  it('does not open for many that fail together', async () => {
    const together = Array.from({ length: 30 }, () => call(down()));
    await Promise.all(together);
    expect(await call()).toBe('ok');
  });

  it('is seen open by other processes within a second, and closed again', async () => {
    const other = circuitOf('a');
    expect(await call(undefined, other)).toBe('ok');
    await fail(5);
    now += 1_000;
    expect(await call(undefined, other)).toBe('provider_circuit_open');
    now += 30_000;
    expect(await call()).toBe('ok');
    expect(await call(undefined, other)).toBe('ok');
    expect(await call(down(), other)).toBe('provider_unavailable');
    expect(await call(undefined, other)).toBe('ok');
  });

  it('stays open when the shared board goes away', async () => {
    let away = false;
    const shared = new LocalCircuits(TIMES, () => now);
    const asIfAway = new Proxy(shared, {
      get: (target, name) => (away ? () => Promise.reject(new Error('away')) : Reflect.get(target, name).bind(target)),
    });
    breaker = circuitOf('a', new FallbackCircuits(asIfAway, board));
    await fail(5);
    away = true;
    now += 2_000;
    expect(await call()).toBe('provider_circuit_open');
    now += 30_000;
    expect(await call()).toBe('ok');
  });
});
