import { beforeEach, describe, expect, it } from '@jest/globals';
import { BudgetExhaustedError } from '../budget/budget-exhausted.error.js';
import {
  ProviderNotAskedError,
  ProviderNotFoundError,
  ProviderRateLimitedError,
  ProviderUnavailableError,
} from '../../provider.errors.js';
import { judgeFailure } from '../../../work/failure.verdict.js';
import type { CircuitStateStore } from './circuit-state.store.js';
import { CircuitBreaker } from './circuit.breaker.js';
import { FallbackCircuitStateStore } from './fallback-circuit-state.store.js';
import { LocalCircuitStateStore } from './local-circuit-state.store.js';

const TIMES = { firstMs: 30_000, longestMs: 600_000 };
const down = () => new ProviderUnavailableError('down');

describe('CircuitBreaker', () => {
  let now: number;
  let store: CircuitStateStore;
  let breaker: CircuitBreaker;
  let requests: number;
  beforeEach(() => {
    now = 0;
    requests = 0;
    store = new LocalCircuitStateStore(TIMES, () => now);
    breaker = circuitOf('a');
  });

  const circuitOf = (name: string, on = store) =>
    new CircuitBreaker(name, on, { failures: 5, halfOpenMs: 35_000 }, () => now);
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

  it('opens after failures in a row, and fails at once until it is half-open', async () => {
    await fail(5);
    expect(await call()).toBe('provider_circuit_open');
    now += 29_000;
    expect(await call()).toBe('provider_circuit_open');
    now += 1_000;
    expect(await call()).toBe('ok');
    expect(await call()).toBe('ok');
  });

  it('postpones work until it is half-open, without using an attempt', async () => {
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

  it.each([new BudgetExhaustedError(1), new ProviderNotAskedError()])(
    'lets one testing call through at a time, and another when that one sent nothing: $name',
    async (nothingSent) => {
      await fail(5);
      now += 30_000;
      const other = circuitOf('a');
      let end = (_: Error) => {};
      const test = breaker.run(
        () => '/',
        () => new Promise((_, reject) => (end = reject)),
      );
      await Promise.resolve();
      expect(await call(undefined, other)).toBe('provider_circuit_open');
      end(nothingSent);
      await expect(test).rejects.toBe(nothingSent);
      now += 2_000;
      expect(await call(undefined, other)).toBe('ok');
    },
  );

  it('lets another call test when the testing call does not return', async () => {
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

  it('does not open the circuits of other accounts', async () => {
    await fail(5);
    expect(await call(undefined, circuitOf('b'))).toBe('ok');
  });

  it('does not open for one request that fails repeatedly', async () => {
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

  it('does not open for many calls that fail together', async () => {
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

  it('stays open when the shared store becomes unavailable', async () => {
    let away = false;
    const shared = new LocalCircuitStateStore(TIMES, () => now);
    const asIfAway = new Proxy(shared, {
      get: (target, name) => (away ? () => Promise.reject(new Error('away')) : Reflect.get(target, name).bind(target)),
    });
    breaker = circuitOf('a', new FallbackCircuitStateStore(asIfAway, store));
    await fail(5);
    away = true;
    now += 2_000;
    expect(await call()).toBe('provider_circuit_open');
    now += 30_000;
    expect(await call()).toBe('ok');
  });
});
