import { beforeEach, describe, expect, it } from '@jest/globals';
import { SandboxClock } from '../../common/sandbox.clock.js';
import { ChangeJournal } from './change.journal.js';
import { readPage, type PageQuery } from './page.reader.js';
import { SquareAccount } from './square.account.js';
import type { SquareObject } from '../square.stream.js';
import type { SortPlace } from './sorted.index.js';

const clock = new SandboxClock();
clock.set({ freezeAt: 1_790_000_000 });
const at = (object: SquareObject, field: string): number => Date.parse(String(object[field]));

describe('readPage', () => {
  let account: SquareAccount;
  const gate = { isSearchable: () => true, isGranted: () => false, apiVersion: () => '2026-09-16' };
  const journal = new ChangeJournal(clock, gate, () => undefined);
  const store = () => account.store('payments');
  const live = (): SquareObject[] => [...store().live()];

  const walk = (query: Omit<PageQuery, 'limit' | 'after'>, limit = 7): SquareObject[] => {
    const seen: SquareObject[] = [];
    let after: SortPlace | undefined;
    do {
      const page = readPage(store().view(), { ...query, limit, ...(after ? { after } : {}) });
      expect(page.objects.length).toBeLessThanOrEqual(limit);
      seen.push(...page.objects);
      after = page.next;
    } while (after);
    return seen;
  };

  beforeEach(() => {
    account = new SquareAccount('MPAGE', { scale: 150, seed: 3 }, () => clock.milliseconds());
    walk({ sort: 'updated', descending: false });
    for (const index of [3, 90, 91]) journal.update(account, 'payments', index, { note: 'touched' });
    for (const index of [5, 6, 120]) journal.remove(account, 'payments', index);
    const { location_id, amount_money } = store().at(0)!;
    for (let n = 0; n < 3; n += 1) journal.create(account, 'payments', { location_id, amount_money });
  });

  it.each([
    ['updated', 'updated_at'],
    ['created', 'created_at'],
  ])('visits every live object once, by %s in both directions', (sort, field) => {
    const forwards = walk({ sort, descending: false });
    expect(new Set(forwards.map((object) => object.id))).toEqual(new Set(live().map((object) => object.id)));
    expect(forwards.length).toBe(live().length);
    const times = forwards.map((object) => at(object, field));
    expect(times).toEqual([...times].sort((one, other) => one - other));
    expect(walk({ sort, descending: true })).toEqual(forwards.reverse());
  });

  it('finds the same objects in a range of another key, few or many', () => {
    const sorted = live()
      .map((object) => at(object, 'updated_at'))
      .sort((one, other) => one - other);
    for (const [from, to] of [
      [0, 4],
      [10, sorted.length - 5],
      [sorted.length - 6, sorted.length - 1],
    ] as const) {
      const range = { min: sorted[from]!, max: sorted[to]! };
      const expected = live().filter(
        (object) => at(object, 'updated_at') >= range.min && at(object, 'updated_at') <= range.max,
      );
      for (const descending of [true, false]) {
        const found = walk({ sort: 'created', descending, ranges: { updated: range } });
        expect(found.map((object) => object.id).sort()).toEqual(expected.map((object) => object.id).sort());
        const times = found.map((object) => at(object, 'created_at'));
        expect(times).toEqual([...times].sort((one, other) => (descending ? other - one : one - other)));
      }
    }
  });

  it('keeps to the locations that were asked for', () => {
    const { location_id: location } = store().at(0)!;
    const found = walk({ sort: 'created', descending: true, facets: new Set([String(location)]) });
    expect(found.length).toBe(live().filter((object) => object.location_id === location).length);
  });

  it('shows a change late when the index lags, and by id at once', () => {
    account.store('payments').lagMs = 30_000;
    journal.update(account, 'payments', 10, { note: 'fresh' });
    const listed = () => walk({ sort: 'updated', descending: true }, 500).filter((object) => object.note === 'fresh');
    expect(store().at(10)!.note).toBe('fresh');
    expect(listed()).toEqual([]);
    clock.set({ offsetSeconds: 31 });
    expect(listed().length).toBe(1);
    clock.set({ offsetSeconds: 0 });
  });
});
