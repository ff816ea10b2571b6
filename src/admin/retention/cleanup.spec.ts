import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { JobHandlers } from '../../queues/job.handlers.js';
import { WorkSlots } from '../../queues/work.slots.js';
import type { BodyPartitions } from './body.partitions.js';
import { Cleanup } from './cleanup.js';
import type { RetentionRule, RetentionRules } from './retention.rules.js';

Logger.overrideLogger(false);

function ruleWith(rows: number, batch = 10): RetentionRule & { calls: number[] } {
  const calls: number[] = [];
  let left = rows;
  const remove = async (limit: number) => {
    const removed = Math.min(left, limit);
    left -= removed;
    calls.push(removed);
    return removed;
  };
  return { name: 'things', batch, calls, remove };
}

function cleanupOf(rules: RetentionRule[], partitions = { createAhead: async () => 8, dropExpired: async () => 2 }) {
  const handlers = new JobHandlers({ refusal: () => undefined }, new WorkSlots());
  const all = { all: () => rules } as unknown as RetentionRules;
  const cleanup = new Cleanup(all, partitions as unknown as BodyPartitions, handlers);
  cleanup.onModuleInit();
  return { cleanup, handlers };
}

describe('Cleanup', () => {
  it('repeats small batches until one runs dry, and counts', async () => {
    const rule = ruleWith(25);
    const { cleanup } = cleanupOf([rule]);
    expect(await cleanup.run()).toEqual({ partitionsCreated: 8, things: 25, partitionsDropped: 2 });
    expect(rule.calls).toEqual([10, 10, 5]);
  });

  it('is done once when it is asked for twice at a time', async () => {
    const rule = ruleWith(5);
    const { cleanup, handlers } = cleanupOf([rule]);
    await Promise.all([cleanup.run(), handlers.run('cleanup', {}), cleanup.run()]);
    expect(rule.calls).toEqual([5]);
  });

  it('asks its queue for another try when it fails', async () => {
    const error = new Error('away');
    const { handlers } = cleanupOf([{ name: 'things', batch: 1, remove: () => Promise.reject(error) }]);
    expect(await handlers.run('cleanup', {})).toEqual({ kind: 'retry', error });
  });

  it('stops between two batches when the process does', async () => {
    const rule = ruleWith(1_000_000);
    const { cleanup } = cleanupOf([rule]);
    const run = cleanup.run();
    await cleanup.onModuleDestroy();
    await run;
    expect(rule.calls.length).toBeLessThan(3);
  });
});
