import { describe, expect, it } from '@jest/globals';
import { elapse } from '../../test/support/fixed.wait.js';
import { loadConfig } from '../config/config.js';
import { Metrics } from '../observability/metrics.js';
import { DeliveryReader } from './delivery.reader.js';
import { DirectWork } from './direct.work.js';
import type { Dispatcher, Hint } from './dispatcher.js';
import { DONE, type JobOutcome } from './job.outcome.js';
import type { QueuePauses } from './queue.pauses.js';
import { QUEUES, type QueueKey } from './queue.table.js';
import { Reconciler } from './reconciler.js';
import { RedisState } from '../redis/redis.state.js';
import type { DueQuery, DueWork } from './table/due.work.js';
import type { WorkTables } from './table/work.tables.js';
import type { WorkKind } from './work.kind.js';
import { WorkRegistry } from './work.registry.js';
import type { Worker } from './worker.js';
import { WorkSlots } from './work.slots.js';

const config = loadConfig({ DIRECT_AFTER_MS: '1' });

/** The real objects, except Redis and PostgreSQL, whose results the test sets. */
class Fixture {
  readonly slots = new WorkSlots();
  readonly state = new RedisState(Object.values(QUEUES).map(({ name }) => name));
  readonly queries: DueQuery[] = [];
  readonly woken: number[] = [];
  readonly sent: Hint[] = [];
  readonly done: string[] = [];
  readonly paused = new Set<string>();
  due: DueWork[] = [];
  backlog: number | null = 0;
  takes = true;
  isPressed = false;
  claims: WorkKind['claims'] = { of: 'row', share: 1 };
  work: () => Promise<JobOutcome> = async () => DONE;
  readonly reconciler: Reconciler;

  constructor(isWorker = true) {
    const registry = new WorkRegistry({ of: () => this.table } as unknown as WorkTables);
    const worker: Pick<Worker, 'tryDirectly'> = {
      tryDirectly: (job, payload) =>
        this.slots.of(registry.queueOf(job)).tryRun(() => {
          this.done.push((payload as { id: string }).id);
          return this.work();
        }),
    };
    const dispatcher = {
      send: async (hints: Hint[]) => (this.takes ? this.sent.push(...hints) && hints.length : 0),
      backlog: async () => {
        if (this.backlog === null) throw new Error('WRONGTYPE');
        return this.backlog;
      },
    } as unknown as Dispatcher;
    const pauses = { all: async () => new Map([...this.paused].map((name) => [name, {}])) } as unknown as QueuePauses;
    const metrics = new Metrics();
    const direct = new DirectWork(worker as Worker, registry, metrics);
    if (isWorker) direct.allow();
    const delivery = new DeliveryReader(dispatcher, this.slots, direct, pauses, this.state, config);
    this.reconciler = new Reconciler(registry, dispatcher, delivery, direct, this.slots, metrics, config);
    for (const { name } of Object.values(QUEUES)) this.state.report(name, 'commands', null);
    this.state.stop();
    const table = { jobs: { sync: 'high', 'scheduled-sync': 'normal' } };
    const kind = { name: 'run', table, pressure: { isHigh: () => this.isPressed } };
    Object.defineProperty(kind, 'claims', { get: () => this.claims });
    registry.register(kind as unknown as WorkKind);
  }

  private readonly table = {
    wake: async (limit: number) => (this.woken.push(limit), 0),
    takeDue: async (query: DueQuery) => {
      this.queries.push(query);
      return this.due
        .filter(({ job, overdueMs }) => query.jobs.includes(job) && overdueMs >= query.dueForMs)
        .slice(0, query.limit);
    },
  };

  refuse(key: QueueKey): void {
    this.state.report(QUEUES[key].name, 'commands', { code: 'READONLY', text: 'refusing writes' });
  }
}

const row = (id: string, overdueMs: number, job = 'sync'): DueWork => ({
  tenantId: 't',
  id,
  job,
  overdueMs,
  takenOver: false,
});
const quiet = () => elapse(5);

describe('Reconciler', () => {
  it('hints in one query what all of its queues are ready for', async () => {
    const fixture = new Fixture();
    fixture.due = [row('a', 0), row('b', 0, 'scheduled-sync')];
    expect(await fixture.reconciler.reconcile()).toEqual({ hinted: 2, direct: 0, left: 0 });
    expect(fixture.queries.map(({ jobs }) => jobs)).toEqual([['sync', 'scheduled-sync']]);
  });

  it.each([
    [{ of: 'row', share: 1 }, config.limits.RECONCILE_PER_TENANT],
    [{ of: 'tenant', batch: 50, perTenant: 2 }, 2],
    [
      { of: 'tenant', batch: 50 },
      Math.max(...[QUEUES.high, QUEUES.normal].map(({ concurrency }) => Math.ceil(concurrency / 2))),
    ],
  ] as const)('hints no more rows of a tenant than can be followed at a time: %j', async (claims, perTenant) => {
    const fixture = new Fixture();
    fixture.claims = claims;
    await fixture.reconciler.reconcile();
    expect(fixture.queries.map((query) => query.perTenant)).toEqual([perTenant]);
  });

  it('does the work of a queue that refuses, and hints the others', async () => {
    const fixture = new Fixture();
    fixture.refuse('high');
    fixture.due = [row('a', 0), row('b', 0, 'scheduled-sync')];
    expect(await fixture.reconciler.reconcile()).toEqual({ hinted: 1, direct: 1, left: 0 });
    expect(fixture.done).toEqual(['a']);
    expect(fixture.sent.map(({ job }) => job)).toEqual(['scheduled-sync']);
  });

  it('takes a queue that cannot be read for one that refuses', async () => {
    const fixture = new Fixture();
    fixture.backlog = null;
    fixture.due = [row('a', 0)];
    expect(await fixture.reconciler.reconcile()).toMatchObject({ hinted: 0, direct: 1 });
  });

  it('never does more at a time than the queue has slots, jobs included', async () => {
    const fixture = new Fixture();
    fixture.refuse('high');
    fixture.work = () => new Promise(() => undefined);
    fixture.due = Array.from({ length: 20 }, (_, n) => row(`${n}`, 0));
    void fixture.slots.of('high').runJob(() => new Promise(() => undefined));
    const { direct } = await fixture.reconciler.reconcile();
    expect(direct).toBe(QUEUES.high.concurrency - 1);
    expect(await fixture.reconciler.reconcile()).toMatchObject({ direct: 0 });
  });

  it('does directly what is overdue although Redis takes every hint, and says so', async () => {
    const fixture = new Fixture();
    fixture.backlog = 3;
    fixture.due = [row('fresh', 0), row('overdue', 60_000)];
    await quiet();
    expect(await fixture.reconciler.reconcile()).toEqual({ hinted: 0, direct: 1, left: 0 });
    expect(fixture.done).toEqual(['overdue']);
    expect(fixture.state.problem()).toMatchObject({ code: 'UNDELIVERED' });
    // A job is delivered.
    await fixture.slots.of('high').runJob(async () => undefined);
    fixture.due = [];
    await fixture.reconciler.reconcile();
    expect(fixture.state.problem()).toBeNull();
  });

  it('does directly what somebody else takes away from the queue', async () => {
    const fixture = new Fixture();
    fixture.due = [row('overdue', 60_000)];
    await quiet();
    expect(await fixture.reconciler.reconcile()).toMatchObject({ direct: 1 });
    // No hint was sent before, so Redis has not failed to deliver one.
    expect(fixture.state.problem()).toBeNull();
  });

  it('leaves a paused queue alone', async () => {
    const fixture = new Fixture();
    fixture.refuse('high');
    fixture.paused.add(QUEUES.high.name);
    fixture.due = [row('a', 60_000)];
    await quiet();
    expect(await fixture.reconciler.reconcile()).toEqual({ hinted: 0, direct: 0, left: 0 });
    expect(fixture.done).toEqual([]);
  });

  it('wakes what was put off, also when there is nothing to hint', async () => {
    // Not a worker: a worker would process rows directly, because the queue counts as quiet after a millisecond here.
    const fixture = new Fixture(false);
    fixture.backlog = config.limits.RECONCILE_BATCH;
    await fixture.reconciler.reconcile();
    expect(fixture.queries).toEqual([]);
    expect(fixture.woken).toEqual([config.limits.RECONCILE_BATCH]);
  });

  it('leaves work alone while there is pressure', async () => {
    const fixture = new Fixture();
    fixture.isPressed = true;
    fixture.due = [row('a', 0)];
    expect(await fixture.reconciler.reconcile()).toEqual({ hinted: 0, direct: 0, left: 0 });
    expect([fixture.woken, fixture.queries]).toEqual([[], []]);
  });

  it('reports what Redis did not take', async () => {
    const fixture = new Fixture();
    fixture.takes = false;
    fixture.due = [row('a', 0)];
    expect(await fixture.reconciler.reconcile()).toEqual({ hinted: 0, direct: 0, left: 1 });
  });

  it('does no work in a process that is no worker', async () => {
    const fixture = new Fixture(false);
    fixture.refuse('high');
    fixture.takes = false;
    fixture.due = [row('a', 60_000)];
    await quiet();
    expect(await fixture.reconciler.reconcile()).toEqual({ hinted: 0, direct: 0, left: 1 });
    expect(fixture.done).toEqual([]);
  });
});
