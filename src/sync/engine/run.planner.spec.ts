import { describe, expect, it } from '@jest/globals';
import type { ProviderDescription, StreamDescription } from '../../providers/provider.port.js';
import { gapsOf, planRun, type PlanInput } from './run.planner.js';
import type { StreamState } from './state.store.js';

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

const complete = (input: Partial<PlanInput>): PlanInput => ({
  description,
  syncType: 'all',
  mode: 'incremental',
  states: [],
  populated: new Set(),
  now: NOW,
  spreadBy: 'i',
  timeScale: 1,
  ...input,
});
const plan = (input: Partial<PlanInput>) => planRun(complete(input));

const state = (name: string, watermark: number | null, more: Partial<StreamState> = {}): StreamState => {
  const positions = { watermark, coveredTo: watermark, listedAt: watermark };
  return { stream: name, memory: null, unavailableUntil: null, ...positions, ...more };
};

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

  describe('a stream that the account may not read', () => {
    const until = (seconds: number) => [
      state('a', null, { unavailableUntil: NOW + seconds }),
      state('b', NOW - 60),
      state('c', NOW - 60),
    ];

    it('is left alone until its time has come', () => {
      expect(plan({ states: until(1) }).map(({ stream: name }) => name)).toEqual(['log', 'c']);
    });

    it('is then listed, and what is gone of one that was read before is found', () => {
      const [slice] = plan({ states: until(0), populated: new Set(['a']) });
      expect(slice).toMatchObject({ stream: 'a', request: { kind: 'list', stream: 'a' }, sweep: true });
      const recovered = [state('a', NOW - 60, { unavailableUntil: NOW })];
      expect(plan({ syncType: 'a', states: recovered })[0]).toMatchObject({ request: { kind: 'list' } });
    });

    it.each([{ syncType: 'a' }, { mode: 'full' as const }])('is tried by a run of %j', (asked) => {
      expect(plan({ states: until(3_600), ...asked }).map(({ stream: name }) => name)).toContain('a');
    });
  });

  describe('what changes do not show', () => {
    const WITHIN = 10_000;
    const bounded = (name: string, reachSeconds?: number): StreamDescription => ({
      ...stream(name, 'log'),
      staleness: { unseen: 'A change of the metadata.', withinSeconds: WITHIN, ...(reachSeconds && { reachSeconds }) },
    });
    const of = (...streams: StreamDescription[]) => ({ ...description, streams });
    const relisted = (listedAgo: number | null, input: Partial<PlanInput> = {}) => {
      const whole = input.description ?? of(bounded('a'));
      const listedAt = listedAgo === null ? null : NOW - listedAgo;
      const states = whole.streams.map(({ name }) => state(name, NOW - 60, { listedAt }));
      const slices = plan({ states, populated: new Set(['a']), ...input, description: whole });
      return slices.filter(({ stream: name }) => name.endsWith('/relist'));
    };

    it('is listed again before its bound is over, beside the changes', () => {
      expect(relisted(WITHIN * 0.3)).toEqual([]);
      expect(relisted(WITHIN * 0.8)).toEqual([
        { stream: 'a/relist', slice: 0, request: { kind: 'list', stream: 'a' }, sweep: true },
      ]);
      expect(relisted(null)).toHaveLength(1);
    });

    it('is listed as far as it can change, and nothing is missed for having grown older since the last list', () => {
      const [slice] = relisted(WITHIN, { description: of(bounded('a', 3_600)) });
      const from = NOW - 3_600 - WITHIN;
      expect(slice).toMatchObject({ request: { kind: 'list', stream: 'a', from }, sweep: false });
    });

    it('is not listed twice by a run that lists everything', () => {
      expect(relisted(WITHIN, { mode: 'full' })).toEqual([]);
    });

    it('is spread: of many streams a run lists a part', () => {
      const many = of(...['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => bounded(name)));
      const counts = [0.4, 0.5, 0.6, 0.7, 0.75].map((part) => relisted(WITHIN * part, { description: many }).length);
      expect(counts).toEqual([...counts].sort((a, b) => a - b));
      expect(new Set(counts).size).toBeGreaterThan(3);
      expect(counts.at(-1)).toBe(8);
    });

    it('follows accelerated time', () => {
      expect(relisted(WITHIN * 0.3, { timeScale: 10 })).toHaveLength(1);
    });
  });
});

describe('gapsOf', () => {
  const at = (seconds: number) => new Date(seconds * 1000);
  const gaps = (states: StreamState[], input: Partial<PlanInput> = {}) => gapsOf(complete({ states, ...input }));

  it('finds none where changes reach back, and in what was never completed', () => {
    expect(gaps([state('a', NOW - 60), state('b', null)])).toEqual([]);
  });

  it('names a stream whose changes no longer reach back to its watermark, up to now', () => {
    expect(gaps([state('a', NOW - 31 * DAY), state('b', NOW - DAY)])).toEqual([
      { stream: 'a', reason: 'changes_expired', from: at(NOW - 31 * DAY), to: at(NOW) },
    ]);
  });

  it('names a stream whose watermark is gone, from the end of what it covered', () => {
    expect(gaps([state('c', null, { coveredTo: NOW - 2 * DAY })])).toEqual([
      { stream: 'c', reason: 'watermark_reset', from: at(NOW - 2 * DAY), to: at(NOW) },
    ]);
  });

  it('leaves out streams that are not in the run, are unavailable, or are listed again by every run', () => {
    const old = NOW - 40 * DAY;
    expect(gaps([state('a', old)], { syncType: 'b' })).toEqual([]);
    expect(gaps([state('a', old, { unavailableUntil: NOW + 60 })])).toEqual([]);
    const streams = [{ ...stream('a', null), incremental: 'relist' as const }];
    expect(gaps([state('a', old)], { description: { ...description, streams } })).toEqual([]);
  });
});
