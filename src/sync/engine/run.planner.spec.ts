import { describe, expect, it } from '@jest/globals';
import type { ProviderDescription, StreamDescription } from '../../providers/provider.port.js';
import { planRun, type PlanInput } from './run.planner.js';

const DAY = 86_400;
const NOW = 100 * DAY;

const stream = (name: string, feed: string | null): StreamDescription => ({
  name,
  shape: 'customer',
  domain: 'contacts',
  sliceable: true,
  incremental: 'changes',
  feed,
});

const description = {
  streams: [stream('a', 'log'), stream('b', 'log'), stream('c', null)],
  changesReachSeconds: 30 * DAY,
} as unknown as ProviderDescription;

const plan = (input: Partial<PlanInput>) =>
  planRun({ description, syncType: 'all', mode: 'incremental', states: [], populated: new Set(), now: NOW, ...input });

const state = (name: string, watermark: number | null) => ({ stream: name, watermark, memory: null });

describe('planRun', () => {
  it('lists whatever was never completed', () => {
    expect(plan({}).map(({ request }) => request)).toEqual([
      { kind: 'list', stream: 'a' },
      { kind: 'list', stream: 'b' },
      { kind: 'list', stream: 'c' },
    ]);
  });

  it('walks one feed for all of its streams, from the oldest watermark', () => {
    const states = [state('a', NOW - 60), state('b', NOW - 90), state('c', NOW - 30)];
    expect(plan({ states }).map(({ request }) => request)).toEqual([
      { kind: 'changes', feed: 'log', streams: ['a', 'b'], since: NOW - 90, memory: null },
      { kind: 'changes', feed: null, streams: ['c'], since: NOW - 30, memory: null },
    ]);
  });

  it('lists again when the provider no longer remembers so far back', () => {
    const states = [state('a', NOW - 31 * DAY), state('b', NOW - 60), state('c', NOW - 60)];
    expect(plan({ states }).map(({ stream: name, request }) => [name, request.kind])).toEqual([
      ['a', 'list'],
      ['log', 'changes'],
      ['c', 'changes'],
    ]);
  });

  it('always lists a stream whose provider tells nothing of changes', () => {
    const relisted = { ...stream('a', null), incremental: 'relist' as const };
    const [slice] = plan({
      description: { ...description, streams: [relisted] },
      states: [state('a', NOW - 60)],
      populated: new Set(['a']),
    });
    expect(slice).toMatchObject({ stream: 'a', request: { kind: 'list' }, sweep: true });
  });

  it('reaches back without end where the provider does', () => {
    const endless = { ...description, changesReachSeconds: null };
    const slices = plan({ description: endless, syncType: 'a', states: [state('a', NOW - 900 * DAY)] });
    expect(slices.map(({ request }) => request.kind)).toEqual(['changes']);
  });

  it('looks for deletions only where there was something before', () => {
    const slices = plan({ mode: 'full', populated: new Set(['b']) });
    expect(slices.map(({ stream: name, sweep }) => [name, sweep])).toEqual([
      ['a', false],
      ['b', true],
      ['c', false],
    ]);
  });

  it('keeps to the stream that was asked for', () => {
    expect(plan({ syncType: 'b' }).map(({ stream: name }) => name)).toEqual(['b']);
  });
});
