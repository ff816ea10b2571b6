import { describe, expect, it } from '@jest/globals';
import { DONE, JobHandlers } from './job.handlers.js';
import { JOB_QUEUE, type JobName } from './queue.table.js';
import { WorkSlots } from './work.slots.js';

const payload = { tenantId: 't', id: 'a' };
const handlers = () => new JobHandlers({ refusal: () => undefined }, new WorkSlots());

describe('JobHandlers', () => {
  it('do a job that came before its handler once all are registered', async () => {
    const jobs = handlers();
    const done: string[] = [];
    const early = jobs.run('webhook', payload);
    for (const job of Object.keys(JOB_QUEUE) as JobName[]) jobs.register(job, async () => (done.push(job), DONE));
    jobs.onApplicationBootstrap();
    expect(await early).toEqual(DONE);
    expect(done).toEqual(['webhook']);
  });

  it('refuse to begin when a job has no handler, or two', () => {
    const jobs = handlers();
    jobs.register('webhook', async () => DONE);
    expect(() => jobs.onApplicationBootstrap()).toThrow('Jobs without a handler: sync');
    expect(() => jobs.register('webhook', async () => DONE)).toThrow('two handlers');
  });

  it('let go of a job that waits when the process stops first', async () => {
    const jobs = handlers();
    const early = jobs.run('webhook', payload);
    jobs.onModuleDestroy();
    await expect(early).rejects.toThrow('no handler');
  });
});
