import { describe, expect, it } from '@jest/globals';
import { AppError } from '../common/app.error.js';
import { loadConfig } from '../config/config.js';
import { DatabaseUnavailableError } from '../database/database-unavailable.error.js';
import type { ClaimedWork } from './claimed.work.js';
import { LeaseLostError, ShutdownError } from './lease.js';
import { Metrics } from '../observability/metrics.js';
import { RefusedWork } from './refused.work.js';
import type { WorkItem } from './table/work.item.js';
import { WorkEnds } from './work.ends.js';
import { WorkApplier } from './work.applier.js';
import type { WorkKind } from './work.kind.js';

const PASSING = new AppError(503, 'provider_unavailable', 'The provider is away', {
  retryable: true,
  usesAttempt: false,
});

class Fixture {
  /** The items of each call of `apply()`. */
  readonly applied: string[] = [];
  readonly ended: string[] = [];
  readonly stopping = new AbortController();
  isUp = true;
  fail: (ids: readonly string[]) => void = () => undefined;
  groupOf?: (item: WorkItem) => string;

  async failuresOf(...ids: readonly string[]): Promise<Map<string, unknown>> {
    const availability = {
      refusal: () => undefined,
      since: async () =>
        this.isUp ? ({ up: true, latencyMs: 1 } as const) : ({ up: false, trouble: 'disk_full' } as const),
    };
    const applier = new WorkApplier(
      availability,
      new RefusedWork(availability, loadConfig({})),
      new WorkEnds(new Metrics()),
    );
    const claimed = { work: { kind: this.kind() }, job: 'parcel', items: ids.map((id) => ({ id })) };
    const failures = await applier.apply(claimed as unknown as ClaimedWork, this.stopping.signal);
    return new Map([...failures].map(([{ id }, error]) => [id, error]));
  }

  private kind(): Partial<WorkKind> {
    return {
      table: { jobs: { parcel: 'normal' }, statuses: { dead: 'returned' } } as unknown as WorkKind['table'],
      claims: { of: 'tenant', batch: 50 },
      groupOf: this.groupOf,
      apply: async (items) => {
        const ids = items.map(({ id }) => id);
        this.applied.push(ids.join(''));
        this.fail(ids);
        return { ended: items.map((item) => ({ item, status: 'sent', error: null })), failed: new Map() };
      },
      onEnded: ({ item }) => void this.ended.push(item.id),
    };
  }
}

describe('WorkApplier', () => {
  it('applies each group together', async () => {
    const fixture = new Fixture();
    fixture.groupOf = ({ id }) => id.toLowerCase();
    expect(await fixture.failuresOf('a', 'b', 'A')).toEqual(new Map());
    expect([fixture.applied, fixture.ended]).toEqual([
      ['aA', 'b'],
      ['a', 'A', 'b'],
    ]);
  });

  it('tries each item by itself when a batch fails for a reason of one of them', async () => {
    const fixture = new Fixture();
    const defect = new Error('a defect');
    fixture.fail = (ids) => {
      if (ids.includes('b')) throw defect;
    };
    expect(await fixture.failuresOf('a', 'b', 'c')).toEqual(new Map([['b', defect]]));
    expect([fixture.applied, fixture.ended]).toEqual([
      ['abc', 'a', 'b', 'c'],
      ['a', 'c'],
    ]);
  });

  it.each([
    ['the provider is away', PASSING],
    ['the lease was lost', new LeaseLostError()],
  ])('does not when %s', async (_, error) => {
    const fixture = new Fixture();
    fixture.fail = () => {
      throw error;
    };
    expect(await fixture.failuresOf('a', 'b')).toEqual(new Map(['a', 'b'].map((id) => [id, error])));
    expect(fixture.applied).toEqual(['ab']);
  });

  it('takes the reason of the abort for the reason of what failed afterwards', async () => {
    const fixture = new Fixture();
    fixture.fail = () => {
      fixture.stopping.abort(new ShutdownError());
      throw new Error('the socket was closed');
    };
    expect([...(await fixture.failuresOf('a', 'b')).values()]).toEqual([new ShutdownError(), new ShutdownError()]);
  });

  it('asks PostgreSQL no more once it has refused several items in a row', async () => {
    const fixture = new Fixture();
    fixture.fail = () => {
      throw new DatabaseUnavailableError('disk_full');
    };
    const failures = await fixture.failuresOf('a', 'b', 'c', 'd');
    expect(fixture.applied).toEqual(['abcd', 'a', 'b']);
    expect([...failures.values()].map((error) => (error as DatabaseUnavailableError).isUntried)).toEqual([
      false,
      false,
      true,
      true,
    ]);
    const down = new Fixture();
    down.isUp = false;
    down.fail = fixture.fail;
    expect((await down.failuresOf('a', 'b')).size).toBe(2);
    expect(down.applied).toEqual(['ab']);
  });
});
