import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { deadline } from '../../../test/support/patience.js';
import { loadConfig } from '../../config/config.js';
import { ProviderExchange } from '../http/provider.exchange.js';
import {
  ProviderBudgetExhaustedError,
  ProviderNotFoundError,
  ProviderRateLimitedError,
  ProviderUnavailableError,
} from '../provider.errors.js';
import type { CallLimits } from './call.limits.js';
import { ProviderBlocks } from './block/provider.blocks.js';
import { CircuitBreakers } from './circuit/circuit.breakers.js';
import { ProviderCaller, type ProviderCall } from './provider.caller.js';
import { RateBudget } from './rate-budget.js';

const tenantId = '7d4c7f1e-6f0c-4f60-9d0b-0c2c8a3f3b11';
const down = () => new ProviderUnavailableError('down');

describe('ProviderCaller', () => {
  let used: [string, { apiCalls: number; bytes: number }][];
  let sent: number;
  beforeEach(() => {
    used = [];
    sent = 0;
  });
  afterEach(() => void jest.useRealTimers());

  const caller = (environment: Record<string, string> = {}, limits: CallLimits = { perSecond: 10_000 }) => {
    const { limits: config } = loadConfig({ PROVIDER_CALL_TRIES: '3', BREAKER_FAILURES: '2', ...environment });
    return new ProviderCaller('stripe', limits, {
      config,
      budget: new RateBudget(config),
      circuits: new CircuitBreakers(config),
      blocks: new ProviderBlocks(config.PROVIDER_BLOCK_RECHECK_SECONDS),
      onUsed: (tenant, use) => used.push([tenant, use]),
    });
  };
  const callOf = (more: Partial<ProviderCall> = {}): ProviderCall => ({
    account: 'acct_1',
    tenantId,
    operation: 'GET /v1/customers',
    exchange: new ProviderExchange(new AbortController().signal),
    ...more,
  });
  /** Requests of 100 bytes each; the nth one ends as the nth of `ends`. */
  const send = (to: ProviderCaller, call: ProviderCall, ...ends: (Error | string)[]) =>
    to
      .send(call, async () => {
        const end = ends[Math.min(sent, ends.length - 1)];
        call.exchange.begin(`/request/${(sent += 1)}`);
        call.exchange.bytes += 100;
        if (end instanceof Error) throw end;
        return end;
      })
      .catch((error: { code: string }) => error.code);

  it('counts each request and its bytes for the tenant, failed ones included', async () => {
    expect(await send(caller({ BREAKER_FAILURES: '9' }), callOf(), down(), 'ok')).toBe('ok');
    expect(used).toEqual([
      [tenantId, { apiCalls: 1, bytes: 100 }],
      [tenantId, { apiCalls: 1, bytes: 100 }],
    ]);
  });

  it('does not ask again for what is too heavy, nor takes the account for down', async () => {
    const to = caller({ BREAKER_FAILURES: '2' });
    const heavy = new ProviderUnavailableError('too heavy', { status: 504, isHeavy: true });
    const call = callOf();
    for (const weight of ['can_be_lighter', 'can_be_lighter', 'lightest'] as const) {
      call.exchange.weight = weight;
      expect(await send(to, call, heavy)).toBe('provider_unavailable');
    }
    expect(sent).toBe(1 + 1 + 3);
    expect(await send(to, callOf(), 'ok')).not.toBe('provider_circuit_open');
  });

  it('sends nothing for any account while the budget of the provider is used up, but to test that', async () => {
    const to = caller({ PROVIDER_BLOCK_RECHECK_SECONDS: '1' });
    const blockedUntil = new Date(Date.now() + 10 * 86_400_000);
    const exhausted = new ProviderBudgetExhaustedError('used up', { blockedUntil });
    expect(await send(to, callOf(), exhausted)).toBe('provider_budget_exhausted');
    const refused: unknown = await to.send(callOf({ account: 'acct_2' }), async () => 'ok').catch((e: unknown) => e);
    expect(refused).toMatchObject({ code: 'provider_budget_exhausted', usesAttempt: false, blockedUntil });
    expect((refused as ProviderBudgetExhaustedError).retryAfterSeconds).toBeGreaterThan(9 * 86_400);
    expect(sent).toBe(1);
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 1_001);
    expect(await send(to, callOf(), 'ok')).toBe('ok');
    expect(await send(to, callOf({ account: 'acct_2' }), 'ok')).toBe('ok');
    jest.restoreAllMocks();
  });

  it('counts no tenant for the platform’s own calls', async () => {
    await send(caller(), callOf({ tenantId: undefined }), 'ok');
    expect(used).toEqual([]);
  });

  it('stops retrying once the circuit is open, and then sends nothing', async () => {
    const to = caller();
    expect(await send(to, callOf(), down())).toBe('provider_unavailable');
    expect(sent).toBe(2);
    expect(await send(to, callOf(), 'ok')).toBe('provider_circuit_open');
    expect(sent).toBe(2);
    expect(await send(to, callOf({ account: 'acct_2' }), 'ok')).toBe('ok');
  });

  it('does not count a refusal as a failure of the account', async () => {
    const to = caller();
    for (let n = 0; n < 3; n++) {
      expect(
        await send(to, callOf(), ...Array.from({ length: sent }, down), down(), new ProviderNotFoundError('no')),
      ).toBe('provider_object_not_found');
    }
  });

  it('postpones a call without capacity within the patience, and uses up no capacity for it', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
    const to = caller({ PROVIDER_BUDGET_PATIENCE_MS: '20' }, { perSecond: 1 });
    expect(await send(to, callOf(), 'ok')).toBe('ok');
    const refused: unknown = await to.send(callOf(), async () => 'ok').catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'provider_rate_limited', usesAttempt: false, retryAfterSeconds: 2 });
    expect(sent).toBe(1);
  });

  it('releases its permit when there is no capacity, or the call fails', async () => {
    const to = caller({ PROVIDER_BUDGET_PATIENCE_MS: '20' }, { perSecond: 10_000, concurrent: 1 });
    for (let n = 0; n < 3; n++) expect(await send(to, callOf(), new ProviderNotFoundError('no'))).toMatch(/not_found/);
    let finish = (_: string) => {};
    const slow = to.send(callOf(), () => new Promise<string>((resolve) => (finish = resolve)));
    expect(await send(to, callOf(), 'ok')).toBe('provider_rate_limited');
    finish('slow');
    expect(await slow).toBe('slow');
    sent = 0;
    expect(await send(to, callOf(), 'ok')).toBe('ok');
  });

  it('gives up a provider that keeps saying 429, within its patience', async () => {
    const limited = new ProviderRateLimitedError('slower', { retryAfterSeconds: 0.05 });
    const began = performance.now();
    expect(await send(caller({ PROVIDER_BUDGET_PATIENCE_MS: '300' }), callOf(), limited)).toBe('provider_rate_limited');
    expect(performance.now()).toBeLessThan(deadline(began, 1_000));
    expect(sent).toBeGreaterThan(1);
  });
});
