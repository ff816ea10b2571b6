import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { QueueProbe, QueueState } from '../../work/probes/queue.probe.js';
import type { PauseApplier } from './pause.applier.js';
import type { QueuePause, QueuePauses } from '../../work/queue.pauses.js';
import { QueuesService } from './queues.service.js';

Logger.overrideLogger(false);

class Pauses {
  readonly rows = new Map<string, QueuePause>();
  all = async () => this.rows;
  add = async (queue: string, pausedBy: string) =>
    void (this.rows.has(queue) || this.rows.set(queue, { queue, pausedBy, pausedAt: new Date(0) }));
  remove = async (queue: string) => void this.rows.delete(queue);
}

function service(state: QueueState | null, apply: () => Promise<void> = async () => {}) {
  const probe = { read: async () => state } as unknown as QueueProbe;
  return new QueuesService(probe, new Pauses() as unknown as QueuePauses, { apply } as unknown as PauseApplier);
}

const state: QueueState = { waiting: 2, active: 1, delayed: 3, failed: 4, paused: 5, oldestAgeSeconds: 6 };

describe('QueuesService', () => {
  it('counts what a pause holds as waiting', async () => {
    const queues = await service(state).list();
    expect(queues.map(({ name }) => name)).toEqual([
      'integration-critical',
      'integration-high',
      'integration-normal',
      'integration-low',
    ]);
    expect(queues[0]).toMatchObject({ available: true, waiting: 7, active: 1, delayed: 3, failed: 4, paused: false });
  });

  it('shows nulls, and the pauses, while Redis is away', async () => {
    const queues = service(null, () => Promise.reject(new Error('away')));
    expect(await queues.pause('integration-low', 'user:1')).toMatchObject({
      available: false,
      waiting: null,
      oldestAgeSeconds: null,
      paused: true,
      pausedBy: 'user:1',
    });
    expect(await queues.resume('integration-low')).toMatchObject({ available: false, paused: false, pausedBy: null });
  });

  it.each(['low', 'integration-lowest', 'constructor', ''])('knows no queue "%s"', async (name) => {
    await expect(service(state).pause(name, 'user:1')).rejects.toMatchObject({ status: 404, code: 'queue_not_found' });
    await expect(service(state).resume(name)).rejects.toMatchObject({ status: 404 });
  });
});
