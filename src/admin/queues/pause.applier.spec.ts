import { describe, expect, it } from '@jest/globals';
import type { Dispatcher } from '../../work/dispatcher.js';
import { QUEUES, type QueueKey } from '../../work/queue.table.js';
import { PauseApplier } from './pause.applier.js';
import type { QueuePauses } from '../../work/queue.pauses.js';

/** Fakes the part of Bull's queues that pauses and resumes. */
function bull(paused: QueueKey[]) {
  const state = new Set(paused);
  const changes: string[] = [];
  const queue = (key: QueueKey) => ({
    isPaused: async () => state.has(key),
    pause: async () => (changes.push(`pause ${key}`), state.add(key)),
    resume: async () => (changes.push(`resume ${key}`), state.delete(key)),
  });
  return { changes, dispatcher: { available: () => true, queue } as unknown as Dispatcher };
}

const pauses = (...keys: QueueKey[]) =>
  ({ all: async () => new Map(keys.map((key) => [QUEUES[key].name, {}])) }) as unknown as QueuePauses;

describe('PauseApplier', () => {
  it('pauses again what a wiped Redis forgot', async () => {
    const { changes, dispatcher } = bull([]);
    await new PauseApplier(dispatcher, pauses('low', 'high')).apply();
    expect(changes.sort()).toEqual(['pause high', 'pause low']);
  });

  it('resumes what the table does not hold', async () => {
    const { changes, dispatcher } = bull(['normal']);
    await new PauseApplier(dispatcher, pauses()).apply();
    expect(changes).toEqual(['resume normal']);
  });

  it('leaves alone what is right', async () => {
    const { changes, dispatcher } = bull(['low']);
    await new PauseApplier(dispatcher, pauses('low')).apply();
    expect(changes).toEqual([]);
  });

  it('reads no pauses while Redis is unavailable', async () => {
    const away = { available: () => false } as unknown as Dispatcher;
    const unread = { all: () => Promise.reject(new Error('asked')) } as unknown as QueuePauses;
    await expect(new PauseApplier(away, unread).apply()).resolves.toBeUndefined();
  });
});
