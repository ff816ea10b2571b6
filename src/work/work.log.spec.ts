import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StructuredLog } from '../observability/log/structured.log.js';
import { Metrics } from '../observability/metrics.js';
import type { ClaimedWork } from './claimed.work.js';
import { WorkEnds } from './work.ends.js';
import { WorkLog } from './work.log.js';

const claimedOf = (of: 'row' | 'tenant') =>
  ({
    work: {
      kind: {
        name: 'parcel',
        claims: { of },
        table: { statuses: { dead: 'returned' } },
        describe: ({ id }: { id: string }) => `Parcel ${id}`,
      },
    },
    items: [],
  }) as unknown as ClaimedWork;
const ITEM = { id: 'a', fence: 1, attempts: 2, provider: 'stripe' };

describe('Lines about work', () => {
  let lines: [level: string, message: string, fields: Record<string, unknown>][];

  beforeEach(() => {
    lines = [];
    StructuredLog.writeTo({
      line: (level, _, message, fields) => void lines.push([level, message, fields as Record<string, unknown>]),
    });
  });
  afterEach(() => StructuredLog.writeTo(undefined));

  it('have the level info for work of minutes, and debug for work of moments', () => {
    for (const claims of ['row', 'tenant'] as const) {
      WorkLog.started(claimedOf(claims));
      WorkLog.ended(claimedOf(claims), { item: ITEM, status: 'sent', error: null });
    }
    expect(lines.map(([level, message]) => `${level} ${message}`)).toEqual([
      'info work.started',
      'info work.ended',
      'debug work.started',
      'debug work.ended',
    ]);
  });

  it('say what failed and what follows', () => {
    const failed = (verdict: Parameters<typeof WorkLog.failed>[2], error: unknown = new Error('away')) =>
      WorkLog.failed(claimedOf('row'), ITEM, verdict, error);
    const error = { code: 'provider_away', message: 'Away' };
    failed({ kind: 'lost' });
    failed({ kind: 'postpone', delayMs: 1_000, error });
    failed({ kind: 'retry', retry: { delayMs: 1_000, tier: 'quick' }, error });
    failed({ kind: 'dead', error });
    const defect = new TypeError('a defect');
    failed({ kind: 'dead', error: { code: 'internal_error', message: 'Something failed' } }, defect);
    const failure = { work: 'parcel', what: 'Parcel a', code: 'provider_away', attempt: 3, err: error };
    const nextAt = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(lines).toEqual([
      ['debug', 'work.postponed', { work: 'parcel', code: 'provider_away', nextAt }],
      ['warn', 'work.retried', { ...failure, nextAt }],
      ['error', 'work.dead', failure],
      ['error', 'work.dead', { ...failure, code: 'internal_error', err: defect }],
    ]);
  });

  it('go with a count of what was given up', async () => {
    const metrics = new Metrics();
    const ended = (status: string, item = ITEM) =>
      new WorkEnds(metrics).ended(claimedOf('row'), [{ item, status, error: null }]);
    ended('sent');
    ended('returned');
    ended('returned', { ...ITEM, provider: undefined } as never);
    expect((await metrics.deadLetters.get()).values.map(({ labels, value }) => [labels, value])).toEqual([
      [{ kind: 'parcel', provider: 'stripe' }, 1],
      [{ kind: 'parcel', provider: 'none' }, 1],
    ]);
  });
});
