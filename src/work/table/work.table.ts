import type { Limits } from '../../config/limits.config.js';
import type { Database } from '../../database/database.js';
import type { TenantCrossing } from '../../database/tenant-crossing.js';
import type { TenantTransaction, Transaction } from '../../database/transaction.js';
import type { WorkRef } from '../queue.table.js';
import type { DueQuery, DueWork } from './due.work.js';
import { DueTaker } from './due.taker.js';
import { hasSeveralJobs, type WorkTableDefinition } from './work-table.definition.js';
import type { EndedItem, OpenWork, PostponedItem, RowClaim, WorkItem } from './work.item.js';
import { ALL_LANES, type FreeLanes } from './free.lanes.js';
import { statementsOf } from './work.statements.js';

export interface WorkTableParts {
  database: Database;
  /** Access across tenants: takes due rows of all tenants, and checks whether other tenants wait. */
  crossing: TenantCrossing;
  limits: Pick<Limits, 'LEASE_SECONDS' | 'RECONCILE_STEPS'>;
}

/** A share that no tenant can reach. */
const NO_SHARE = 2 ** 31 - 1;

/** A table of leased work. Each operation is one statement in one transaction. */
export class WorkTable<Item extends WorkItem = WorkItem> {
  private readonly sql: ReturnType<typeof statementsOf>;
  private readonly due: DueTaker;

  constructor(
    readonly definition: WorkTableDefinition,
    private readonly parts: WorkTableParts,
  ) {
    this.sql = statementsOf(definition);
    this.due = new DueTaker(definition, parts.limits.RECONCILE_STEPS);
  }

  /**
   * Claims at most `limit` due rows of the hint's tenant. The named row is added if it is due but still deferred.
   * @param free of which lanes, in a table that has them
   */
  claimDue(job: string, { tenantId, id }: WorkRef, limit: number, free: FreeLanes = ALL_LANES): Promise<Item[]> {
    return this.parts.database.inTenant(tenantId, async (tx) => {
      await tx.execute(this.sql.claimSettings);
      const values = [tenantId, limit, this.parts.limits.LEASE_SECONDS, id];
      const { taken, left, most } = free;
      const lanes = this.definition.lane ? [taken, [...left.keys()], [...left.values()], most] : [];
      const items = await tx.rows<Item>(this.sql.claimDue, [...this.withJob(values, job), ...lanes]);
      await this.passFence(tx, items);
      return items;
    });
  }

  /**
   * Claims the named row if it is due. A tenant that has used its share gets the row only if no other tenant waits.
   * @param share rows of a tenant at a time, in all processes
   * @returns `null`: the row is not due or is taken, or it was deferred for a second because other tenants wait
   */
  async claimRow(job: string, ref: WorkRef, share: number): Promise<RowClaim<Item> | null> {
    const item = await this.claimWithin(ref, share);
    if (item) return { item, isSurplus: false };
    const { tenantId, id } = ref;
    const isDue = await this.inTenant(tenantId, (tx) => tx.row(this.sql.isDue, [tenantId, id]));
    if (!isDue) return null;
    const surplus = (await this.othersWait(job, tenantId, 0)) ? undefined : await this.claimWithin(ref, NO_SHARE);
    if (surplus) return { item: surplus, isSurplus: true };
    await this.inTenant(tenantId, (tx) => tx.execute(this.sql.defer, [tenantId, id]));
    return null;
  }

  /** Whether rows of other tenants have been due for this time and have no slot. */
  async othersWait(job: string, tenantId: string, forMs: number): Promise<boolean> {
    const row = await this.parts.crossing.transaction((tx) =>
      tx.row<{ waiting: boolean }>(this.sql.othersWait, this.withJob([tenantId, forMs], job)),
    );
    return row?.waiting ?? false;
  }

  /** Whether the tenant has claimed more rows than its share. */
  async hasSurplus(tenantId: string, share: number): Promise<boolean> {
    const row = await this.inTenant(tenantId, (tx) =>
      tx.row<{ surplus: boolean }>(this.sql.hasSurplus, [tenantId, share]),
    );
    return row?.surplus ?? false;
  }

  /** `held`: this worker still has at least one of the leases. Items that have ended have no lease any more. */
  async extend(tenantId: string, items: readonly Item[]): Promise<'held' | 'lost' | 'cancelled'> {
    const rows = await this.inTenant(tenantId, (tx) =>
      tx.rows<{ cancelled: boolean }>(this.sql.extend, [
        ...keysOf(
          tenantId,
          inOrder(items, (item) => item),
        ),
        this.parts.limits.LEASE_SECONDS,
      ]),
    );
    if (rows.length === 0) return 'lost';
    return rows.some(({ cancelled }) => cancelled) ? 'cancelled' : 'held';
  }

  /** Returns whether this worker still had every row. If not, the caller must roll back its transaction. */
  async finish(tx: TenantTransaction, ended: readonly EndedItem<Item>[]): Promise<boolean> {
    if (ended.length === 0) return true;
    return (await tx.execute(this.sql.finish, endedValues(tx.tenantId, ended))) === ended.length;
  }

  /** Ends the items that this worker still has, and returns them. */
  async finishOurs(tx: TenantTransaction, ended: readonly EndedItem<Item>[]): Promise<EndedItem<Item>[]> {
    const rows = await tx.rows<{ id: string }>(this.sql.finishReturning, endedValues(tx.tenantId, ended));
    const ids = new Set(rows.map(({ id }) => id));
    return ended.filter(({ item }) => ids.has(item.id));
  }

  async postpone(tenantId: string, postponed: readonly PostponedItem<Item>[]): Promise<void> {
    if (postponed.length === 0) return;
    const ordered = inOrder(postponed, ({ item }) => item);
    const items = ordered.map(({ item }) => item);
    await this.inTenant(tenantId, (tx) =>
      tx.execute(this.sql.postpone, [
        ...keysOf(tenantId, items),
        ordered.map(({ delayMs }) => Math.round(delayMs)),
        ordered.map(({ usesAttempt }) => (usesAttempt ? 1 : 0)),
        ordered.map(({ hinted }) => hinted),
        ordered.map(({ error }) => error && JSON.stringify(error)),
      ]),
    );
  }

  /**
   * Ends the deferral of rows whose time has come.
   * @returns the number of rows; if it equals `limit`, there may be more
   */
  wake(limit: number, crossing: TenantCrossing = this.parts.crossing): Promise<number> {
    return crossing.transaction((tx) => this.due.wake(tx, limit));
  }

  /**
   * Takes due rows without a waiting hint, in turn over the tenants, and marks them as hinted. Each job has its own
   * part of the limit, so that no job waits for the queue of another.
   * @param crossing replaces the worker's own, for a process that only serves the API
   */
  takeDue(query: DueQuery, crossing: TenantCrossing = this.parts.crossing): Promise<DueWork[]> {
    const part = { ...query, limit: Math.ceil(query.limit / query.jobs.length) };
    return crossing.transaction(async (tx) => {
      const due: DueWork[] = [];
      for (const job of query.jobs) due.push(...(await this.due.take(tx, part, job)));
      return due;
    });
  }

  /** @param tx a transaction that crosses tenants */
  async openWork(tx: Transaction): Promise<OpenWork> {
    const row = await tx.row<Partial<OpenWork>>(this.sql.openWork);
    return { due: row?.due ?? 0, oldestSeconds: Math.round((row?.oldestSeconds ?? 0) * 10) / 10 };
  }

  private claimWithin({ tenantId, id }: WorkRef, share: number): Promise<Item | undefined> {
    return this.inTenant(tenantId, async (tx) => {
      const values = [tenantId, id, this.parts.limits.LEASE_SECONDS, share];
      const item = await tx.row<Item>(this.sql.claimRow, values);
      if (item) await this.passFence(tx, [item]);
      return item;
    });
  }

  private async passFence(tx: TenantTransaction, items: readonly Item[]): Promise<void> {
    const { passFence } = this.definition;
    if (passFence && items.length > 0) await tx.execute(passFence, keysOf(tx.tenantId, items));
  }

  private inTenant<T>(tenantId: string, work: (tx: TenantTransaction) => Promise<T>): Promise<T> {
    return this.parts.database.inTenant(tenantId, work);
  }

  private withJob(values: unknown[], job: string): unknown[] {
    return hasSeveralJobs(this.definition) ? [...values, job] : values;
  }
}

/** Parameters of a statement: tenant, ids, fences. */
function keysOf(tenantId: string, items: readonly WorkItem[]): unknown[] {
  return [tenantId, items.map(({ id }) => id), items.map(({ fence }) => fence)];
}

/**
 * Rows are locked in the order in which a statement names them. With one order for all statements, a lease that is extended while
 * some of its rows are settled does not deadlock.
 */
function inOrder<T>(list: readonly T[], itemOf: (of: T) => WorkItem): T[] {
  return [...list].sort((a, b) => (itemOf(a).id < itemOf(b).id ? -1 : 1));
}

function endedValues(tenantId: string, given: readonly EndedItem[]): unknown[] {
  const ended = inOrder(given, ({ item }) => item);
  return [
    ...keysOf(
      tenantId,
      ended.map(({ item }) => item),
    ),
    ended.map(({ status }) => status),
    ended.map(({ error }) => error && JSON.stringify(error)),
  ];
}
