import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { loadConfig, type Config } from '../../src/config/config.js';
import { CircuitBreakers } from '../../src/providers/calls/circuit/circuit.breakers.js';
import { RateBudget } from '../../src/providers/calls/rate-budget.js';
import { SharedState } from '../../src/providers/calls/redis/shared.state.js';
import { ProviderUnavailableError } from '../../src/providers/provider.errors.js';
import { elapse } from '../support/fixed.wait.js';
import { atLeast, deadline, patient } from '../support/patience.js';
import { startRedis, type Server } from '../support/server.process.js';
import { eventually } from '../support/tenant.js';

interface Process {
  state: SharedState;
  budget: RateBudget;
  circuits: CircuitBreakers;
}

/** Two of everything that a process has of it, with connections of their own to a real Redis. */
describe('Budgets and circuits that processes share', () => {
  let redis: Server;
  let config: Config;
  let processes: Process[];
  let signal: AbortSignal;
  let stop: AbortController;

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis?.end());
  beforeEach(async () => {
    config = loadConfig({
      REDIS_URL: redis.url,
      REDIS_PREFIX: `shared-${randomUUID()}`,
      BREAKER_OPEN_SECONDS: String(patient(2)),
      PROVIDER_TIMEOUT_MS: '500',
      REDIS_COMMAND_TIMEOUT_MS: String(patient(300)),
    });
    processes = [start(), start()];
    await bothThere();
    stop = new AbortController();
    signal = stop.signal;
  });
  afterEach(async () => {
    stop?.abort(new Error('over'));
    for (const { state } of processes ?? []) await state.beforeApplicationShutdown();
  });

  const start = (): Process => {
    const state = new SharedState(config);
    state.onModuleInit();
    const { limits } = config;
    return { state, budget: new RateBudget(limits, state), circuits: new CircuitBreakers(limits, state) };
  };
  const bothThere = () =>
    eventually(
      async () => processes.map(({ state }) => [state.available, state.processes]),
      (states) => states.every(([available, count]) => available === true && count === 2),
    );
  const withClient = async <T>(work: (client: Redis) => Promise<T>): Promise<T> => {
    const client = new Redis(redis.url);
    try {
      return await work(client);
    } finally {
      client.disconnect();
    }
  };

  /** How many calls each process makes, with several waiting all the time. */
  const callsWithin = async (ms: number, rates: Record<string, number>): Promise<number[]> => {
    const over = new AbortController();
    const counts = processes.map(() => 0);
    const workers = processes.flatMap(({ budget }, n) =>
      Array.from({ length: 5 }, async () => {
        for (;;) {
          await budget.take(rates, over.signal);
          counts[n]! += 1;
        }
      }),
    );
    setTimeout(() => over.abort(new Error('over')), ms);
    const ends = await Promise.allSettled(workers);
    expect(new Set(ends.map((end) => end.status === 'rejected' && String(end.reason)))).toEqual(
      new Set(['Error: over']),
    );
    return counts;
  };

  it('share one rate, and each gets its part', async () => {
    const [a, b] = await callsWithin(4_000, { account: 100, 'account:list': 25 });
    expect(a! + b!).toBeGreaterThan(atLeast(85));
    expect(a! + b!).toBeLessThanOrEqual(101);
    expect(Math.min(a!, b!)).toBeGreaterThan(atLeast(15));
  });

  it('store their state under their prefix, and let it expire', async () => {
    await processes[0]!.budget.take({ account: 100, 'account:list': 25 }, signal);
    processes[0]!.budget.refused('account', 1);
    await processes[0]!.budget.acquire('account', 3, signal);
    const kept = await withClient(async (client) => {
      const keys = (await client.keys('*')).filter((key) => key.includes('calls:'));
      return Promise.all(keys.map(async (key) => [key.split(':')[0], await client.pttl(key)] as const));
    });
    expect(kept.length).toBeGreaterThanOrEqual(4);
    for (const [prefix, ttl] of kept) {
      expect(prefix).toMatch(/^shared-/);
      expect(ttl).toBeGreaterThan(0);
    }
    expect(kept.some(([prefix]) => prefix === config.redis!.prefix)).toBe(true);
  });

  it('block a key for all when one was refused', async () => {
    const [a, b] = processes;
    await a!.budget.take({ account: 100 }, signal);
    a!.budget.refused('account', 90);
    const refusal = await eventually(
      () =>
        b!.budget.take({ account: 100 }, signal).then(
          () => null,
          (error: { code: string; retryAfterSeconds: number }) => error,
        ),
      (error) => error !== null,
    );
    expect(refusal).toMatchObject({ code: 'provider_rate_limited', usesAttempt: false });
    expect(refusal!.retryAfterSeconds).toBeGreaterThan(85);
    expect(refusal!.retryAfterSeconds).toBeLessThanOrEqual(90);
    await b!.budget.take({ other: 100 }, signal);
  });

  it('limit how many calls are under way together, and serve both', async () => {
    let running = 0;
    let most = 0;
    const served = [0, 0];
    const end = performance.now() + 2_000;
    const workers = processes.flatMap(({ budget }, n) =>
      Array.from({ length: 6 }, async () => {
        while (performance.now() < end) {
          const release = await budget.acquire('account', 3, signal);
          most = Math.max(most, ++running);
          await elapse(20);
          running -= 1;
          served[n]! += 1;
          release();
        }
      }),
    );
    await Promise.all(workers);
    expect(most).toBe(3);
    expect(Math.min(...served)).toBeGreaterThan(Math.max(...served) / 4);
  });

  it('give the permits of a dead process to others when its lease has expired', async () => {
    const [dead, alive] = processes;
    const limits = { PROVIDER_BUDGET_PATIENCE_MS: 20_000, PROVIDER_PERMIT_LEASE_MS: 2_000 };
    const waiting = new RateBudget(limits, alive!.state);
    await new RateBudget(limits, dead!.state).acquire('account', 1, signal);
    await dead!.state.beforeApplicationShutdown();
    const began = performance.now();
    (await waiting.acquire('account', 1, signal))();
    expect(performance.now() - began).toBeGreaterThan(1_000);
    expect(performance.now()).toBeLessThan(deadline(began, 10_000));
  });

  it('use a part of the rate each while Redis is away, and share it again afterwards', async () => {
    const rates = { account: 50 };
    await callsWithin(200, rates);
    await redis.kill();
    const [a, b] = await callsWithin(3_000, rates);
    expect(Math.min(a!, b!)).toBeGreaterThan(atLeast(55));
    expect(a! + b!).toBeLessThanOrEqual(155);
    await redis.restart();
    await bothThere();
    const [c, d] = await callsWithin(2_000, rates);
    expect(c! + d!).toBeGreaterThan(atLeast(80));
    expect(c! + d!).toBeLessThanOrEqual(103);
  });

  it('wait for a Redis that hangs no longer than for one command', async () => {
    await withClient(async (client) => {
      await client.call('CLIENT', 'PAUSE', String(patient(3_000)), 'ALL');
      const began = performance.now();
      for (let n = 0; n < 20; n++) await processes[0]!.budget.take({ account: 1_000 }, signal);
      (await processes[0]!.budget.acquire('account', 3, signal))();
      expect(performance.now()).toBeLessThan(deadline(began, 1_000));
    });
    await bothThere();
  });

  it('leave an account alone together, and try it one at a time', async () => {
    const [a, b] = processes.map(({ circuits }) => circuits.of('stripe', 'acct_1', 1_000));
    let request = 0;
    const calls = { down: 0 };
    const down = async (circuit = a!) =>
      circuit
        .run(
          () => `/${++request}`,
          async () => {
            calls.down += 1;
            throw new ProviderUnavailableError('down');
          },
        )
        .catch((error: { code: string }) => error.code);
    const ok = (circuit = a!) =>
      circuit
        .run(
          () => '/',
          async () => 'ok',
        )
        .catch((error: { code: string }) => error.code);

    for (let n = 0; n < 5; n++) expect(await down()).toBe('provider_unavailable');
    expect(await ok(b)).toBe('provider_circuit_open');
    expect(await ok(processes[1]!.circuits.of('stripe', 'acct_2', 1_000))).toBe('ok');
    expect(processes[0]!.circuits.countOpen()).toEqual(new Map([['stripe', 1]]));

    calls.down = 0;
    await eventually(
      () => Promise.all([down(a), down(b)]),
      (codes) => codes.includes('provider_unavailable'),
    );
    expect(calls.down).toBe(1);
    // Twice as long after a trial that failed; and Redis is not needed to know it.
    await redis.kill();
    expect([await ok(a), await ok(b)]).toEqual(['provider_circuit_open', 'provider_circuit_open']);
    await redis.restart();
    await bothThere();
    await eventually(
      () => ok(a),
      (code) => code === 'ok',
    );
    await eventually(
      () => ok(b),
      (code) => code === 'ok',
    );
  });
});
