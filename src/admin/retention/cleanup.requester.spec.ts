import { describe, expect, it } from '@jest/globals';
import type { Dispatcher } from '../../work/dispatcher.js';
import type { Cleanup } from './cleanup.js';
import { CleanupRequester } from './cleanup.requester.js';

function requester(sent: boolean) {
  const jobs: unknown[] = [];
  let runs = 0;
  const dispatcher = {
    send: async (hints: unknown[]) => (jobs.push(...hints), sent ? hints.length : 0),
  } as unknown as Dispatcher;
  const cleanup = { run: async () => ({ runs: ++runs }) } as unknown as Cleanup;
  return { jobs, runs: () => runs, requester: new CleanupRequester(dispatcher, cleanup) };
}

describe('CleanupRequester', () => {
  it('leaves it to a worker', async () => {
    const { jobs, runs, requester: cleanups } = requester(true);
    expect(await cleanups.request()).toBe('queued');
    expect(jobs).toEqual([{ job: 'cleanup', payload: {} }]);
    expect(runs()).toBe(0);
  });

  it('does it here when Redis is away', async () => {
    const { runs, requester: cleanups } = requester(false);
    expect(await cleanups.request()).toBe('direct');
    expect(runs()).toBe(1);
  });
});
