import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Metrics } from '../metrics.js';
import { MeteredBudget } from './metered.budget.js';

describe('MeteredBudget', () => {
  let now: number;
  let calls: number;
  let asked: [string, string][];
  let metrics: Metrics;
  let budget: MeteredBudget;
  const warn = jest.spyOn(Logger.prototype, 'warn');
  beforeEach(() => {
    now = Date.parse('2026-03-31T12:00:00Z');
    asked = [];
    metrics = new Metrics();
    warn.mockReset().mockImplementation(() => undefined);
    const usage = {
      calls: async (provider: string, day: string) => {
        asked.push([provider, day]);
        return calls;
      },
    };
    budget = new MeteredBudget(usage as never, metrics, { now: () => now });
    budget.watch('quickbooks', 1_000);
  });

  const look = async (used: number) => {
    calls = used;
    await budget.look();
    return warn.mock.calls.splice(0).map(([message]) => String(message));
  };

  it('warns of each step once a month', async () => {
    expect(await look(799)).toEqual([]);
    expect(await look(800)).toEqual([expect.stringContaining('800 of 1000')]);
    expect(await look(850)).toEqual([]);
    expect(await look(1_000)).toEqual([expect.stringContaining('100 %')]);
    expect(await look(2_000)).toEqual([]);
    now += 86_400_000;
    expect(await look(950)).toEqual([expect.stringContaining('2026-04')]);
    expect(asked.at(-1)).toEqual(['quickbooks', '2026-04-01']);
  });

  it('reports a step once, and again where that failed', async () => {
    const steps: unknown[] = [];
    let isAway = true;
    budget.onStep(async (step) => {
      if (isAway) throw new Error('The database is away');
      steps.push(step);
    });
    await look(900);
    isAway = false;
    await look(910);
    await look(920);
    expect(steps).toEqual([{ provider: 'quickbooks', calls: 910, limit: 1_000 }]);
  });

  it('shows how much is used', async () => {
    await look(250);
    expect((await metrics.monthlyCalls.get()).values).toEqual([{ labels: { provider: 'quickbooks' }, value: 0.25 }]);
  });
});
