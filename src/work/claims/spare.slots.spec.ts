import { describe, expect, it } from '@jest/globals';
import { QUEUES } from '../queue.table.js';
import { WorkSlots } from '../work.slots.js';
import { elapse } from '../../../test/support/fixed.wait.js';
import { eventually } from '../../../test/support/condition.wait.js';
import { SpareSlots } from './spare.slots.js';

const SLOTS = QUEUES.critical.concurrency;

/** Claims that run until the test ends them. */
class Fixture {
  backlog: number | Error = 0;
  asked = 0;
  paused: string[] = [];
  readonly slots = new WorkSlots();
  readonly begun: string[] = [];
  readonly ends: (() => void)[] = [];
  readonly spare = new SpareSlots(
    'critical',
    {
      backlog: async () => {
        this.asked++;
        if (this.backlog instanceof Error) throw this.backlog;
        return this.backlog;
      },
    },
    {
      all: async () => new Map(this.paused.map((queue) => [queue, { queue, pausedAt: new Date(), pausedBy: 'admin' }])),
    },
    this.slots,
  );

  offer(tenantId: string): void {
    this.spare.offer(tenantId, () => {
      this.begun.push(tenantId);
      return new Promise<void>((resolve) => this.ends.push(resolve));
    });
  }

  async until(isGood: () => boolean): Promise<void> {
    await eventually(async () => isGood(), Boolean);
  }

  async looks(times: number): Promise<void> {
    const before = this.asked;
    await this.until(() => this.asked >= before + times);
  }

  async stop(): Promise<void> {
    const stopped = this.spare.stop();
    for (const end of this.ends) end();
    await stopped;
  }
}

describe('SpareSlots', () => {
  it('are used when no other work waits', async () => {
    const fixture = new Fixture();
    fixture.offer('a');
    fixture.offer('b');
    await fixture.until(() => fixture.begun.length === 2);
    expect(fixture.begun).toEqual(['a', 'b']);
    expect(fixture.slots.of('critical').free).toBe(SLOTS - 2);
    await fixture.stop();
  });

  it('are not begun while hints wait in the queue', async () => {
    const fixture = new Fixture();
    fixture.backlog = 1;
    fixture.offer('a');
    await fixture.looks(3);
    expect(fixture.begun).toEqual([]);
    fixture.backlog = 0;
    await fixture.until(() => fixture.begun.length === 1);
    await fixture.stop();
  });

  it('are not begun while no slot is free, and the job that waits for one comes first', async () => {
    const fixture = new Fixture();
    const slots = fixture.slots.of('critical');
    let end: () => void = () => undefined;
    const jobs = Array.from({ length: SLOTS }, () => slots.runJob(() => new Promise<void>((done) => (end = done))));
    let hasRun = false;
    const waiting = slots.runJob(async () => (hasRun = true));
    fixture.offer('a');
    await elapse(50);
    expect([fixture.begun, fixture.asked]).toEqual([[], 0]);
    end();
    await Promise.all([jobs.at(-1), waiting]);
    await fixture.until(() => fixture.begun.length === 1);
    expect(hasRun).toBe(true);
    await fixture.stop();
  });

  it('are forgotten where the queue cannot be asked', async () => {
    const fixture = new Fixture();
    fixture.backlog = new Error('away');
    fixture.offer('a');
    await fixture.looks(1);
    fixture.backlog = 0;
    fixture.offer('b');
    await fixture.until(() => fixture.begun.length === 1);
    expect(fixture.begun).toEqual(['b']);
    await fixture.stop();
  });

  it('are forgotten where the queue is paused', async () => {
    const fixture = new Fixture();
    fixture.paused = [QUEUES.critical.name];
    fixture.offer('a');
    await fixture.looks(1);
    fixture.paused = [];
    fixture.offer('b');
    await fixture.until(() => fixture.begun.length === 1);
    expect(fixture.begun).toEqual(['b']);
    await fixture.stop();
  });

  it('are waited for when the process stops, and none is begun any more', async () => {
    const fixture = new Fixture();
    fixture.offer('a');
    await fixture.until(() => fixture.begun.length === 1);
    let stopped = false;
    const stop = fixture.spare.stop().then(() => (stopped = true));
    fixture.offer('b');
    await elapse(30);
    expect([fixture.begun, stopped]).toEqual([['a'], false]);
    fixture.ends[0]?.();
    await stop;
  });
});
