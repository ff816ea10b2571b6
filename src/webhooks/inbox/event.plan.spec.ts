import { describe, expect, it } from '@jest/globals';
import type { WebhookEffect } from '../../providers/webhook.port.js';
import { planEvents } from './event.plan.js';
import type { ClaimedEvent } from './inbox.table.js';

const event = (id: string): ClaimedEvent => ({ id }) as ClaimedEvent;
const snapshot = (externalId: string, seconds: number, json: string): WebhookEffect => ({
  kind: 'snapshot',
  type: 'orders',
  externalId,
  seconds,
  deleted: false,
  json,
});

const plan = (...events: [string, ...WebhookEffect[]][]) =>
  planEvents(events.map(([id, ...effects]) => ({ event: event(id), effects })));

describe('planEvents', () => {
  it('writes the newest of several states once, and settles all of their events by it', () => {
    const { snapshots, settledBySnapshots, reads } = plan(
      ['2', snapshot('o', 20, '{"n":2}')],
      ['1', snapshot('o', 10, '{"n":1}')],
    );
    expect(snapshots).toMatchObject({ externalIds: ['o'], seconds: [20], json: '[{"n":2}]' });
    expect(settledBySnapshots.map(({ id }) => id)).toEqual(['2', '1']);
    expect(reads.size).toBe(0);
  });

  it('reads an object whose states of one second differ', () => {
    const { snapshots, reads } = plan(['1', snapshot('o', 10, '{"n":1}')], ['2', snapshot('o', 10, '{"n":2}')]);
    expect(snapshots.types).toEqual([]);
    expect([...reads.values()].map(({ events }) => events.map(({ id }) => id))).toEqual([['1', '2']]);
  });

  it('takes the same state twice for one', () => {
    const { snapshots, reads } = plan(['1', snapshot('o', 10, '{}')], ['2', snapshot('o', 10, '{}')]);
    expect(snapshots.externalIds).toEqual(['o']);
    expect(reads.size).toBe(0);
  });

  it('makes several pointers to one object one read', () => {
    const pointer: WebhookEffect = { kind: 'pointer', type: 'orders', externalId: 'o' };
    const { reads } = plan(['1', pointer], ['2', pointer], ['3', snapshot('o', 10, '{}')]);
    expect([...reads.values()].map(({ events }) => events.map(({ id }) => id))).toEqual([['1', '2', '3']]);
  });

  it('knows what asks for nothing, and who leaves', () => {
    const { nothingToDo, deauthorizations } = plan(['1'], ['2', { kind: 'disconnect', seconds: 10, reason: 'left' }]);
    expect(nothingToDo.map(({ id }) => id)).toEqual(['1']);
    expect(deauthorizations).toMatchObject([{ event: { id: '2' }, reason: 'left' }]);
  });
});
