import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../config/config.js';
import { TurnEndedError } from '../lease.js';
import type { WorkItem } from '../table/work.item.js';
import { SurplusWork } from './surplus.work.js';

class Fixture {
  readonly waiting = new Set<string>();
  readonly withinShare = new Set<string>();
  readonly ended: string[] = [];
  readonly asked: number[] = [];
  readonly surplus = new SurplusWork(loadConfig({ RECONCILE_INTERVAL_MS: '60000' }));
  private readonly table = {
    hasSurplus: async (tenantId: string) => !this.withinShare.has(tenantId),
    othersWait: async (job: string, _: string, forMs: number) => (this.asked.push(forMs), this.waiting.has(job)),
  };

  hold(id: string, job = 'sync', tenantId = 't'): WorkItem {
    const item = { id, fence: 1, attempts: 0 };
    const abort = (reason: Error) => {
      expect(reason).toBeInstanceOf(TurnEndedError);
      this.ended.push(id);
    };
    this.surplus.hold(item, { table: this.table, job, tenantId, share: 3, lease: { abort } });
    return item;
  }
}

describe('SurplusWork', () => {
  it('goes on while no other tenant waits', async () => {
    const fixture = new Fixture();
    fixture.hold('a');
    await fixture.surplus.look();
    expect(fixture.ended).toEqual([]);
    // A row that has just arrived may be about to be claimed, so it does not count.
    expect(fixture.asked).toEqual([60_000]);
    await fixture.surplus.onModuleDestroy();
  });

  it('is handed back one row at a time, the latest first, while others wait for the same job', async () => {
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
    await fixture.surplus.onModuleDestroy();
  });

  it('is found behind rows of tenants that are within their share', async () => {
    const fixture = new Fixture();
    fixture.waiting.add('sync');
    fixture.withinShare.add('u');
    fixture.hold('a');
    fixture.hold('b', 'sync', 'u');
    fixture.hold('c', 'sync', 'u');
    await fixture.surplus.look();
    expect(fixture.ended).toEqual(['a']);
    await fixture.surplus.onModuleDestroy();
  });

  it('is within the share once others of the tenant have ended, and is forgotten when it ends', async () => {
    const fixture = new Fixture();
    fixture.waiting.add('sync');
    fixture.withinShare.add('t');
    fixture.hold('a');
    fixture.surplus.release(fixture.hold('b', 'sync', 'u'));
    await fixture.surplus.look();
    fixture.withinShare.clear();
    await fixture.surplus.look();
    expect(fixture.ended).toEqual([]);
    await fixture.surplus.onModuleDestroy();
  });
});
