import { attemptOf, progressOf } from './run.progress.js';
import type { RunSnapshot, StreamSnapshot } from './run.snapshot.js';

const START = new Date('2026-01-01T00:00:00Z');
const after = (seconds: number) => new Date(START.getTime() + seconds * 1000);

const stream = (given: Partial<StreamSnapshot> = {}): StreamSnapshot => ({
  stream: 'customers',
  status: 'open',
  error: null,
  fetched: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  deleted: 0,
  failed: 0,
  pages: 0,
  requests: 0,
  remaining: null,
  ...given,
});

const run = (given: Partial<RunSnapshot> = {}) =>
  ({
    status: 'running',
    attempts: 0,
    startedAt: START,
    finishedAt: null,
    asOf: after(10),
    streams: [],
    exportedRecords: 0,
    exportedParts: 0,
    ...given,
  }) as RunSnapshot;

describe('progressOf', () => {
  it('adds the streams up', () => {
    const streams = [
      stream({ fetched: 100, created: 90, updated: 5, unchanged: 4, deleted: 1, pages: 1, requests: 2 }),
      stream({ stream: 'charges', fetched: 50, created: 50, failed: 3, pages: 2, requests: 2 }),
    ];
    expect(progressOf(run({ streams }))).toMatchObject({
      fetched: 150,
      created: 140,
      updated: 5,
      unchanged: 4,
      deleted: 1,
      failed: 3,
      pages: 3,
      requests: 4,
      ratePerSecond: 15,
    });
  });

  it('estimates from what every open part says is left', () => {
    const streams = [
      stream({ fetched: 100, remaining: 200 }),
      stream({ stream: 'charges', status: 'done', fetched: 50, remaining: 0 }),
    ];
    expect(progressOf(run({ streams }))).toMatchObject({ estimatedTotal: 350, etaSeconds: 14 });
  });

  it('does not guess when one part cannot tell', () => {
    const streams = [stream({ fetched: 100, remaining: 200 }), stream({ stream: 'charges', fetched: 1 })];
    expect(progressOf(run({ streams }))).toMatchObject({ estimatedTotal: null, etaSeconds: null });
  });

  it('knows nothing before the run is planned', () => {
    expect(progressOf(run({ status: 'queued', startedAt: null }))).toMatchObject({
      fetched: 0,
      ratePerSecond: 0,
      estimatedTotal: null,
      etaSeconds: null,
    });
  });

  it('says nothing of time while nothing moves', () => {
    expect(progressOf(run({ streams: [stream({ remaining: 10 })] }))).toMatchObject({
      estimatedTotal: 10,
      etaSeconds: null,
    });
  });

  it('is at its total once the run succeeded, at the pace it had', () => {
    const streams = [stream({ status: 'done', fetched: 100, remaining: 0 })];
    const finished = run({ status: 'succeeded', finishedAt: after(4), asOf: after(3600), streams });
    expect(progressOf(finished)).toMatchObject({ estimatedTotal: 100, etaSeconds: 0, ratePerSecond: 25 });
  });

  it('has nothing more to wait for when the run failed', () => {
    const failed = run({ status: 'failed', finishedAt: after(4), streams: [stream({ fetched: 1 })] });
    expect(progressOf(failed)).toMatchObject({ estimatedTotal: null, etaSeconds: 0 });
  });

  it('counts what an export wrote', () => {
    const exported = run({ status: 'succeeded', finishedAt: after(2), exportedRecords: 2500, exportedParts: 3 });
    expect(progressOf(exported)).toMatchObject({ fetched: 2500, pages: 3, estimatedTotal: 2500, ratePerSecond: 1250 });
  });
});

describe('attemptOf', () => {
  it.each([
    ['queued', 0, 1],
    ['running', 2, 3],
    ['failed', 3, 3],
    ['succeeded', 0, 1],
    ['cancelled', 0, 1],
  ] as const)('%s after %i used attempts is attempt %i', (status, attempts, expected) => {
    expect(attemptOf({ status, attempts })).toBe(expected);
  });
});
