import { describe, expect, it } from '@jest/globals';
import { QueueSlots } from './queue.slots.js';

/** Work that ends when the test releases it. */
function held() {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  let begun = false;
  return { work: () => ((begun = true), ended), end: () => end(), begun: () => begun };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('QueueSlots', () => {
  it('are shared by jobs and direct work', async () => {
    const slots = new QueueSlots(2);
    const [direct, job, late] = [held(), held(), held()];
    expect(slots.tryRun(direct.work)).not.toBeNull();
    void slots.runJob(job.work);
    expect(slots.free).toBe(0);
    expect(slots.tryRun(held().work)).toBeNull();
    const waiting = slots.runJob(late.work);
    expect(late.begun()).toBe(false);
    direct.end();
    await turn();
    expect(late.begun()).toBe(true);
    expect(slots.free).toBe(0);
    late.end();
    job.end();
    await waiting;
    await turn();
    expect(slots.free).toBe(2);
  });

  it('go to a job that waits, not to direct work', async () => {
    const slots = new QueueSlots(1);
    const [first, second] = [held(), held()];
    void slots.runJob(first.work);
    void slots.runJob(second.work);
    first.end();
    await turn();
    expect([second.begun(), slots.tryRun(held().work)]).toEqual([true, null]);
  });

  it('are given back by work that fails', async () => {
    const slots = new QueueSlots(1);
    await expect(slots.runJob(() => Promise.reject(new Error('job')))).rejects.toThrow('job');
    await expect(slots.tryRun(() => Promise.reject(new Error('direct')))).rejects.toThrow('direct');
    expect(slots.free).toBe(1);
  });

  it('begin no waiting job once the process stops', async () => {
    const slots = new QueueSlots(1);
    const [first, second] = [held(), held()];
    void slots.runJob(first.work);
    const waiting = slots.runJob(second.work);
    slots.stop();
    first.end();
    expect(await waiting).toBeNull();
    expect(second.begun()).toBe(false);
    const late = held();
    expect(await slots.runJob(late.work)).toBeNull();
    expect(late.begun()).toBe(false);
    expect(slots.tryRun(held().work)).toBeNull();
  });

  describe('know for how long nothing was delivered', () => {
    const at = (size: number) => {
      const clock = { now: 1_000 };
      return { clock, slots: new QueueSlots(size, () => clock.now) };
    };

    it('since the process began to wait, and since the last job came', async () => {
      const { clock, slots } = at(2);
      clock.now += 5_000;
      expect(slots.quietMs()).toBe(5_000);
      await slots.runJob(async () => undefined);
      expect(slots.quietMs()).toBe(0);
    });

    it('also while one long job runs beside free slots', () => {
      const { clock, slots } = at(2);
      void slots.runJob(held().work);
      clock.now += 7_000;
      expect(slots.quietMs()).toBe(7_000);
    });

    it('not while all slots have jobs, nor for the time before one of them ended', async () => {
      const { clock, slots } = at(1);
      const job = held();
      void slots.runJob(job.work);
      clock.now += 60_000;
      expect(slots.quietMs()).toBe(0);
      job.end();
      await turn();
      clock.now += 10;
      expect(slots.quietMs()).toBe(10);
    });

    it('whatever is done directly meanwhile', async () => {
      const { clock, slots } = at(1);
      clock.now += 6_000;
      await slots.tryRun(async () => undefined);
      expect(slots.quietMs()).toBe(6_000);
    });
  });
});
