import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../config/config.js';
import { TurnEndedError } from '../../work/lease.js';
import type { RunJob, RunRow } from './run.row.js';
import type { RunStore } from './run.store.js';
import { SurplusRuns } from './surplus.runs.js';

class Fixture {
  readonly waiting = new Set<RunJob>();
  readonly withinShare = new Set<string>();
  readonly ended: string[] = [];
  readonly asked: number[] = [];
  readonly surplus = new SurplusRuns(
    {
      hasSurplus: async (tenantId: string) => !this.withinShare.has(tenantId),
      othersWait: async (job: RunJob, _: string, forMs: number) => (this.asked.push(forMs), this.waiting.has(job)),
    } as unknown as RunStore,
    loadConfig({ RECONCILE_INTERVAL_MS: '60000' }),
  );

  hold(id: string, job: RunJob = 'sync', tenantId = 't'): RunRow {
    const run = { tenantId, id, job } as RunRow;
    this.surplus.hold(run, {
      abort: (reason) => {
        expect(reason).toBeInstanceOf(TurnEndedError);
        this.ended.push(id);
      },
    });
    return run;
  }
}

describe('SurplusRuns', () => {
  it('go on while nobody waits', async () => {
    const fixture = new Fixture();
    fixture.hold('a');
    await fixture.surplus.look();
    expect(fixture.ended).toEqual([]);
    // Who has just come may be about to be claimed.
    expect(fixture.asked).toEqual([60_000]);
  });

  it('are handed back one at a time, the latest first, while others wait for the same job', async () => {
    const fixture = new Fixture();
    fixture.hold('a');
    fixture.hold('b');
    fixture.hold('c', 'scheduled-sync');
    fixture.waiting.add('sync');
    await fixture.surplus.look();
    expect(fixture.ended).toEqual(['b']);
    await fixture.surplus.look();
    await fixture.surplus.look();
    expect(fixture.ended).toEqual(['b', 'a']);
    fixture.surplus.onModuleDestroy();
  });

  it('are within the share once others of the tenant have ended, and when they end are forgotten', async () => {
    const fixture = new Fixture();
    fixture.waiting.add('sync');
    fixture.withinShare.add('t');
    fixture.hold('a');
    fixture.surplus.release(fixture.hold('b', 'sync', 'u'));
    await fixture.surplus.look();
    fixture.withinShare.clear();
    await fixture.surplus.look();
    expect(fixture.ended).toEqual([]);
    fixture.surplus.onModuleDestroy();
  });
});
