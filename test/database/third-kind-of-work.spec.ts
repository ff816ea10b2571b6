import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppError } from '../../src/common/app.error.js';
import { loadConfig } from '../../src/config/config.js';
import { dataSourceOptions } from '../../src/database/data-source.options.js';
import type { Transaction } from '../../src/database/transaction.js';
import type { StoredError } from '../../src/work/failure.verdict.js';
import type { WorkRef } from '../../src/work/queue.table.js';
import { SLOW_DELAYS_MS } from '../../src/work/retry.schedule.js';
import type { WorkItem } from '../../src/work/table/work.item.js';
import type { WorkTableDefinition } from '../../src/work/table/work-table.definition.js';
import type { Applied, ClaimRule, WorkContext, WorkKind } from '../../src/work/work.kind.js';
import { createDatabase, query, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/condition.wait.js';
import { WorkEngine } from '../support/work.engine.js';

Logger.overrideLogger(false);

const config = loadConfig({ ROLES: 'worker' });
const QUICK_TRIES = 3;

/** What a new kind of work takes: a table, */
const CREATE_SQL = `
  CREATE TABLE parcels (tenant_id uuid NOT NULL, id uuid NOT NULL, status text NOT NULL, attempts smallint NOT NULL DEFAULT 0,
    fence integer NOT NULL DEFAULT 0, due_at timestamptz, deferred boolean NOT NULL DEFAULT false, hinted_at timestamptz,
    error jsonb, sent_at timestamptz, address text NOT NULL, sent integer NOT NULL DEFAULT 0, PRIMARY KEY (tenant_id, id));
  CREATE INDEX parcels_open ON parcels ((CASE WHEN NOT deferred THEN tenant_id END), due_at,
    (CASE WHEN hinted_at IS NULL THEN '-infinity'::timestamptz ELSE hinted_at END)) WHERE status IN ('packed', 'sending');
  CALL isolate_tenants('parcels')`;

const PARCELS: WorkTableDefinition = {
  name: 'parcels',
  jobs: { parcel: 'normal' },
  statuses: { waiting: 'packed', claimed: 'sending', dead: 'returned' },
  columns: 'w.id, w.fence, w.attempts, w.address',
  endedAt: 'sent_at',
};

interface Parcel extends WorkItem {
  address: string;
}

/** and an `apply()`. */
class ParcelKind implements WorkKind<Parcel> {
  readonly name = 'parcel';
  readonly table = PARCELS;
  readonly ended: string[] = [];
  /** Before the effect of an address: a failure, or a wait. */
  readonly trouble = new Map<string, (signal: AbortSignal) => Promise<void>>();

  constructor(
    readonly claims: ClaimRule,
    private readonly engine: WorkEngine,
  ) {}

  async apply(parcels: readonly Parcel[], context: WorkContext<Parcel>): Promise<Applied<Parcel>> {
    const { tenantId, signal, finish } = context;
    for (const { address } of parcels) await this.trouble.get(address)?.(signal);
    const ended = parcels.map((item) => ({ item, status: 'sent', error: null }));
    await this.engine.database.inTenant(tenantId, async (tx) => {
      const ids = parcels.map(({ id }) => id);
      await tx.execute('UPDATE parcels SET sent = sent + 1 WHERE tenant_id = $1 AND id = ANY ($2)', [tenantId, ids]);
      await finish(tx, ended);
    });
    return { ended, failed: new Map() };
  }

  async onDead(tx: Transaction, { id }: Parcel, { code }: StoredError): Promise<void> {
    await tx.execute(`UPDATE parcels SET address = 'given up: ' || $2 WHERE id = $1`, [id, code]);
  }

  onEnded({ status }: { status: string }): void {
    this.ended.push(status);
  }

  describe({ id }: Parcel): string {
    return `Parcel ${id}`;
  }
}

describe.each<[string, ClaimRule]>([
  ['row', { of: 'row', share: 2 }],
  ['tenant', { of: 'tenant', batch: 10 }],
])('A third kind of work, claimed by %s', (_, claims) => {
  let testDatabase: TestDatabase;
  let dataSource: DataSource;
  let engine: WorkEngine;
  let kind: ParcelKind;
  const engines: WorkEngine[] = [];

  beforeAll(async () => {
    testDatabase = await createDatabase();
    await query(testDatabase.migrationUrl, CREATE_SQL);
    // The owner, since the logins of the service are granted their tables by name.
    const pool = { url: testDatabase.migrationUrl, poolSize: 5, statementTimeoutMs: 10_000, applicationName: 'spec' };
    dataSource = await new DataSource(dataSourceOptions(pool)).initialize();
  });
  afterAll(async () => {
    await dataSource?.destroy();
    await testDatabase?.drop();
  });
  beforeEach(async () => {
    await query(testDatabase.adminUrl, 'TRUNCATE parcels');
    [engine, kind] = start();
  });
  afterEach(() => Promise.all(engines.splice(0).map((one) => one.stop())));

  /** and one line. */
  function start(): [WorkEngine, ParcelKind] {
    const started = new WorkEngine(dataSource, config);
    const parcels = new ParcelKind(claims, started);
    started.registry.register(parcels);
    engines.push(started);
    return [started, parcels];
  }

  const plant = async (addresses: readonly string[], tenantId = randomUUID(), attempts = 0): Promise<WorkRef[]> =>
    query<WorkRef & Record<string, string>>(
      testDatabase.adminUrl,
      `INSERT INTO parcels (tenant_id, id, status, attempts, due_at, address)
       SELECT $1, new_id(), 'packed', $3, now() - interval '5 seconds' + n * interval '1 ms', a
       FROM unnest($2::text[]) WITH ORDINALITY u(a, n) RETURNING tenant_id AS "tenantId", id`,
      [tenantId, addresses, attempts],
    );
  const rows = () =>
    query<Record<string, never>>(
      testDatabase.adminUrl,
      `SELECT status, attempts, sent, error->>'code' AS code, hinted_at IS NOT NULL AS hinted,
         due_at > now() AS later FROM parcels ORDER BY id`,
    );
  const follow = (ref: WorkRef | undefined, by = engine) => by.worker.run('parcel', ref);
  const fails = (address: string, error: Error) => kind.trouble.set(address, () => Promise.reject(error));
  const trouble = (options: { retryable: boolean; usesAttempt?: boolean }) =>
    new AppError(500, 'provider_unavailable', 'The carrier has trouble', options);
  /** Applying waits until the returned function is called. */
  const hold = async (address: string, ref: WorkRef | undefined) => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let isHeld = false;
    kind.trouble.set(address, () => ((isHeld = true), held));
    const outcome = follow(ref);
    await eventually(async () => isHeld, Boolean);
    return { release, outcome };
  };

  it('is claimed, applied and ended by a hint, and a second hint finds nothing', async () => {
    const [ref] = await plant(['a']);
    expect(await follow(ref)).toEqual({ kind: 'done' });
    expect(await follow(ref)).toEqual({ kind: 'done' });
    expect(await rows()).toMatchObject([{ status: 'sent', attempts: 0, sent: 1, code: null }]);
    expect(kind.ended).toEqual(['sent']);
  });

  it('has no effect by a worker whose lease was lost', async () => {
    const [ref] = await plant(['a']);
    const { release, outcome } = await hold('a', ref);
    await query(testDatabase.adminUrl, `UPDATE parcels SET due_at = now() - interval '1 second'`);
    const [successor] = start();
    await follow(ref, successor);
    release();
    expect(await outcome).toEqual({ kind: 'done' });
    expect(await rows()).toMatchObject([{ status: 'sent', attempts: 0, sent: 1 }]);
    expect(kind.ended).toEqual([]);
  });

  it('is handed back when the process stops, and uses no attempt', async () => {
    const [ref] = await plant(['a']);
    let isHeld = false;
    kind.trouble.set('a', async (signal) => {
      isHeld = true;
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      // What it throws once it is aborted says nothing about the parcel.
      throw new Error('the socket was closed');
    });
    const outcome = follow(ref);
    await eventually(async () => isHeld, Boolean);
    engine.leased.onModuleDestroy();
    expect(await outcome).toEqual({ kind: 'done' });
    expect(await rows()).toMatchObject([{ status: 'packed', attempts: 0, sent: 0, code: null, hinted: false }]);
  });

  it.each<[string, { retryable: boolean; usesAttempt?: boolean }, { status: string } & Record<string, unknown>]>([
    ['a passing failure is tried again by Bull', { retryable: true }, { status: 'packed', attempts: 1, hinted: true }],
    ['what is not its fault waits', { retryable: true, usesAttempt: false }, { status: 'packed', attempts: 0 }],
    ['a permanent failure is a dead letter', { retryable: false }, { status: 'returned', attempts: 0, later: null }],
  ])('%s', async (_case, options, row) => {
    const [ref] = await plant(['a']);
    fails('a', trouble(options));
    const { kind: outcome } = await follow(ref);
    expect(outcome).toBe(options.usesAttempt === false ? 'done' : options.retryable ? 'retry' : 'failed');
    expect(await rows()).toMatchObject([{ sent: 0, code: 'provider_unavailable', ...row }]);
    expect(kind.ended).toEqual(row.status === 'returned' ? ['returned'] : []);
  });

  it('is tried again by its own schedule once Bull gives up, and is a dead letter after that', async () => {
    fails('a', new Error('a defect'));
    const [slow] = await plant(['a'], undefined, QUICK_TRIES - 1);
    expect(await follow(slow)).toMatchObject({ kind: 'failed' });
    const [last] = await plant(['a'], undefined, QUICK_TRIES - 1 + SLOW_DELAYS_MS.length);
    expect(await follow(last)).toMatchObject({ kind: 'failed' });
    expect(await rows()).toMatchObject([
      { status: 'packed', attempts: QUICK_TRIES, hinted: false, later: true, code: 'internal_error' },
      { status: 'returned', code: 'internal_error' },
    ]);
    const addresses = await query<{ address: string }>(
      testDatabase.adminUrl,
      `SELECT address FROM parcels WHERE status = 'returned'`,
    );
    // In the transaction that gave it up.
    expect(addresses).toEqual([{ address: 'given up: internal_error' }]);
  });

  it('keeps a bad row from holding up its neighbours', async () => {
    const refs = await plant(['a', 'bad', 'c']);
    fails('bad', new Error('a defect'));
    for (const ref of refs) await follow(ref);
    expect(await rows()).toMatchObject([
      { status: 'sent', sent: 1 },
      { status: 'packed', attempts: 1, sent: 0 },
      { status: 'sent', sent: 1 },
    ]);
  });

  it('is hinted by the reconciler, and done by it directly when Redis is away', async () => {
    const [first] = await plant(['a']);
    expect(await engine.reconciler.reconcile()).toEqual({ hinted: 1, direct: 0, left: 0 });
    expect(engine.sent).toEqual([{ job: 'parcel', payload: first }]);
    engine.isRedisAway = true;
    await plant(['b']);
    await plant(['c']);
    expect(await engine.reconciler.reconcile()).toMatchObject({ hinted: 0, direct: 2 });
    await eventually(rows, (all) => all.filter(({ status }) => status === 'sent').length === 2);
  });

  it('is taken over by the reconciler when a lease has run out', async () => {
    await plant(['a']);
    await query(testDatabase.adminUrl, `UPDATE parcels SET status = 'sending', fence = 7, deferred = true`);
    engine.isRedisAway = true;
    await engine.reconciler.reconcile();
    await eventually(rows, ([row]) => row?.status === 'sent');
  });

  it('counts what is due', async () => {
    await plant(['a', 'b']);
    const open = await engine.database.inTenant(randomUUID(), async (tx) => {
      await tx.execute(`SELECT set_config('app.scope', 'system', true)`);
      return engine.registry.all()[0]?.table.openWork(tx);
    });
    expect(open).toEqual({ due: 2, oldestSeconds: expect.any(Number) });
  });
});
