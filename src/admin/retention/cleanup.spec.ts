import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { Dispatcher } from '../../work/dispatcher.js';
import { WorkRegistry } from '../../work/work.registry.js';
import type { WorkTables } from '../../work/table/work.tables.js';
import type { JobOutcome } from '../../work/job.outcome.js';
import { Cleanup, CLEANUP_EVERY_MS } from './cleanup.js';
import type { RetentionRule, RuleName } from './retention.rule.js';
import type { RetentionRules } from './retention.rules.js';
import type { RetentionRunner, RuleResult } from './retention.runner.js';

Logger.overrideLogger(false);

const done: RuleResult = { removed: 1, outcome: 'done' };
const failed = (error: Error): RuleResult => ({ removed: 0, outcome: 'failed', error });

/** @param outcomes the runner's result for each rule */
function cleanupOf(outcomes: Partial<Record<RuleName, RuleResult | (() => Promise<RuleResult>)>>, sends = true) {
  const ran: string[] = [];
  const sent: unknown[] = [];
  const registry = new WorkRegistry({} as WorkTables);
  const rules = { all: () => Object.keys(outcomes).map((name) => ({ name })) } as unknown as RetentionRules;
  const runner = {
    run: async ({ name }: RetentionRule) => {
      ran.push(name);
      const outcome = outcomes[name];
      return typeof outcome === 'function' ? outcome() : outcome;
    },
  } as unknown as RetentionRunner;
  const dispatcher = {
    send: async (jobs: unknown[]) => (sends ? (sent.push(...jobs), jobs.length) : 0),
  } as unknown as Dispatcher;
  const cleanup = new Cleanup(rules, runner, registry, dispatcher);
  cleanup.onModuleInit();
  const handle = (payload: { since?: number }): Promise<JobOutcome> => {
    const job = registry.find('cleanup');
    if (!job || !('handle' in job)) throw new Error('No handler for cleanup');
    return job.handle(payload);
  };
  return { cleanup, handle, ran, sent };
}

describe('Cleanup', () => {
  it('runs every rule, also after one that failed, and asks for another try', async () => {
    const error = new Error('timeout');
    const { handle, ran, sent } = cleanupOf({ webhookEvents: failed(error), runs: done, usage: done });
    expect(await handle({})).toEqual({ kind: 'retry', error });
    expect(ran).toEqual(['webhookEvents', 'runs', 'usage']);
    expect(sent).toEqual([]);
  });

  it('is continued by another job while more is left', async () => {
    const { handle, sent } = cleanupOf({ webhookEvents: { removed: 9, outcome: 'more' }, runs: done });
    expect(await handle({})).toEqual({ kind: 'done' });
    expect(sent).toEqual([{ job: 'cleanup', payload: { since: expect.any(Number) } }]);
  });

  it('is continued for an hour and not longer, for by then the scheduler has asked again', async () => {
    const { handle, sent } = cleanupOf({ webhookEvents: { removed: 9, outcome: 'more' } });
    const since = Date.now() - CLEANUP_EVERY_MS;
    await handle({ since: since + 60_000 });
    expect(sent).toEqual([{ job: 'cleanup', payload: { since: since + 60_000 } }]);
    await handle({ since });
    expect(sent).toHaveLength(1);
  });

  it('is continued here where Redis takes no job', async () => {
    let calls = 0;
    let finish: (value: unknown) => void;
    const again = new Promise((resolve) => (finish = resolve));
    const { cleanup } = cleanupOf(
      {
        runs: async () => {
          if (++calls === 2) finish(undefined);
          return { removed: 1, outcome: calls === 1 ? 'more' : 'done' };
        },
      },
      false,
    );
    await cleanup.run();
    await again;
    expect(calls).toBe(2);
    await cleanup.onModuleDestroy();
  });

  it('is done once when it is asked for twice at a time', async () => {
    const { cleanup, handle, ran } = cleanupOf({ runs: done });
    await Promise.all([cleanup.run(), handle({}), cleanup.run()]);
    expect(ran).toEqual(['runs']);
  });

  it('asks for nothing more once the process stops', async () => {
    const { cleanup, sent } = cleanupOf({ runs: { removed: 9, outcome: 'more' } });
    const run = cleanup.run();
    await cleanup.onModuleDestroy();
    await run;
    expect(sent).toEqual([]);
  });
});
