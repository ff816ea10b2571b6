import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { loadConfig } from '../../config/config.js';
import { Metrics } from '../../observability/metrics.js';
import type { RetentionRule } from './retention.rule.js';
import { RetentionRunner } from './retention.runner.js';

Logger.overrideLogger(false);

const never = () => false;

function runnerWith(limits: Record<string, string> = {}) {
  const metrics = new Metrics();
  const runner = new RetentionRunner(metrics, loadConfig({ RETENTION_PAUSE_MS: '1', ...limits }));
  const value = async (name: string, labels: Record<string, string>) => {
    const { values } = (await metrics.registry.getSingleMetric(name)?.get()) ?? { values: [] };
    return values.find(({ labels: found }) => Object.entries(labels).every(([key, label]) => found[key] === label))
      ?.value;
  };
  return { runner, value };
}

/** A rule whose steps remove these numbers of rows. */
function ruleOf(steps: readonly (number | Error)[]): RetentionRule & { taken: number } {
  const rule = {
    name: 'runs' as const,
    taken: 0,
    async *steps() {
      for (const step of steps) {
        rule.taken++;
        if (step instanceof Error) throw step;
        yield step;
      }
    },
  };
  return rule;
}

describe('RetentionRunner', () => {
  it('follows a rule to its end, and counts', async () => {
    const { runner, value } = runnerWith();
    expect(await runner.run(ruleOf([10, 0, 5]), never)).toEqual({ removed: 15, outcome: 'done' });
    expect(await value('retention_rows_total', { rule: 'runs' })).toBe(15);
    expect(await value('retention_runs_total', { rule: 'runs', outcome: 'done' })).toBe(1);
    expect(await value('retention_last_success_timestamp_seconds', { rule: 'runs' })).toBeGreaterThan(1_700_000_000);
  });

  it('leaves what its budget does not suffice for, and says so', async () => {
    const { runner, value } = runnerWith({ RETENTION_RULE_BUDGET_MS: '30' });
    const rule = ruleOf(Array.from({ length: 100_000 }, () => 1));
    const began = performance.now();
    const { outcome, removed } = await runner.run(rule, never);
    expect([outcome, removed]).toEqual(['more', rule.taken]);
    expect(rule.taken).toBeLessThan(100_000);
    expect(performance.now() - began).toBeGreaterThan(15);
    expect(await value('retention_last_success_timestamp_seconds', { rule: 'runs' })).toBeUndefined();
  });

  it('reads on without a pause where nothing goes, and pauses after what goes', async () => {
    const { runner } = runnerWith({ RETENTION_PAUSE_MS: '300' });
    const unpaced = (...steps: number[]) => ({ ...ruleOf(steps), isReadingUnpaced: true });
    const timed = async (rule: RetentionRule) => {
      const began = performance.now();
      expect((await runner.run(rule, never)).outcome).toBe('done');
      return performance.now() - began;
    };
    expect(await timed(unpaced(...Array<number>(1_000).fill(0)))).toBeLessThan(60_000);
    expect(await timed(unpaced(0, 1, 0))).toBeGreaterThan(290);
    expect(await timed(ruleOf([0]))).toBeGreaterThan(290);
  });

  it('reports a failure instead of throwing it, with what went before', async () => {
    const { runner, value } = runnerWith();
    const error = new Error('canceling statement due to statement timeout');
    expect(await runner.run(ruleOf([10, error]), never)).toEqual({ removed: 10, outcome: 'failed', error });
    expect(await value('retention_runs_total', { rule: 'runs', outcome: 'failed' })).toBe(1);
    expect(await value('retention_rows_total', { rule: 'runs' })).toBe(10);
  });

  it('stops between two steps when the process does', async () => {
    const { runner } = runnerWith();
    const rule = ruleOf([1, 1, 1]);
    expect(await runner.run(rule, () => rule.taken === 2)).toEqual({ removed: 2, outcome: 'stopped' });
  });

  it('shows every rule from the start, so that the first failure is an increase', async () => {
    const { value } = runnerWith();
    expect(await value('retention_runs_total', { rule: 'auditLog', outcome: 'failed' })).toBe(0);
    expect(await value('retention_rows_total', { rule: 'usage' })).toBe(0);
  });
});
