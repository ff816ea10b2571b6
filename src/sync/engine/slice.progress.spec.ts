import { describe, expect, it } from '@jest/globals';
import type { PullPage } from '../../providers/provider.port.js';
import { SliceProgress } from './slice.progress.js';
import type { SliceRow } from './slice.row.js';

const PAGE = 100;
const row = (change: Partial<SliceRow> = {}): SliceRow => ({
  stream: 'customers',
  slice: 0,
  request: { kind: 'list', stream: 'customers' },
  cursor: null,
  status: 'open',
  sweep: false,
  watermark: null,
  memory: null,
  fetched: 0,
  pages: 0,
  totals: null,
  refused: null,
  error: null,
  ...change,
});
const page = (oldest: number, watermark?: number): PullPage => ({
  records: {
    types: Array<string>(PAGE).fill('customers'),
    externalIds: [],
    dating: 'read',
    seconds: [],
    deleted: [],
    json: '[]',
  },
  cursor: { after: 'x' },
  requests: 1,
  bytes: 0,
  oldest,
  ...(watermark !== undefined && { watermark }),
});

/** One record a second, from second 10,000 back to second 0. */
const walkedBackTo = (oldest: number, slice = row()): SliceProgress => {
  const progress = new SliceProgress(slice, 0);
  for (let second = 10_000 - PAGE; second >= oldest; second -= PAGE) {
    progress.observe(page(second, second === 10_000 - PAGE ? 10_000 : undefined));
  }
  return progress;
};

describe('SliceProgress', () => {
  it('judges what remains by the density so far', () => {
    expect(walkedBackTo(9_000).remaining()).toBe(9_000);
    expect(walkedBackTo(400).remaining()).toBe(400);
  });

  it('leaves the two pages under way to the walk that fetches them', () => {
    expect(walkedBackTo(9_000).middle()).toBe(9_000 - 200 - 4_400);
    expect(walkedBackTo(400).middle()).toBe(100);
  });

  it('splits nothing of which not two more pages are left', () => {
    expect(walkedBackTo(300).middle()).toBeNull();
  });

  it('judges a resumed walk as if it had never stopped', () => {
    const resumed = (request: SliceRow['request'], watermark: number | null) => {
      const progress = new SliceProgress(row({ request, watermark, fetched: 9_500, pages: 95 }), 0);
      progress.observe(page(400));
      return progress;
    };
    for (const progress of [
      resumed({ kind: 'list', stream: 'customers' }, 10_000),
      resumed({ kind: 'list', stream: 'customers', to: 10_000 }, null),
    ]) {
      expect(progress.remaining()).toBe(400);
      expect(progress.middle()).toBe(100);
    }
  });

  it('goes by time alone where all objects so far are of one second', () => {
    const progress = new SliceProgress(row(), 0);
    progress.observe(page(1_000, 1_000));
    expect(progress.remaining()).toBeNull();
    expect(progress.middle()).toBe(500);
  });

  it('splits nothing without a lower bound, and nothing that is done', () => {
    const unbounded = new SliceProgress(row());
    unbounded.observe(page(9_900, 10_000));
    expect(unbounded.needsEarliest).toBe(true);
    expect(unbounded.middle()).toBeNull();
    const done = walkedBackTo(9_000);
    done.finish();
    expect([done.middle(), done.remaining()]).toEqual([null, 0]);
  });
});
