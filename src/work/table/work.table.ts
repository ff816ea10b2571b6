import type { Limits } from '../../config/limits.config.js';
import type { Database } from '../../database/database.js';
import type { TenantCrossing } from '../../database/tenant-crossing.js';
import type { Transaction } from '../../database/transaction.js';
import type { WorkRef } from '../queue.table.js';
import type { DueQuery, DueWork } from './due.work.js';
import { DueTaker } from './due.taker.js';
import { hasSeveralJobs, type WorkTableDefinition } from './work-table.definition.js';
import type { EndedItem, OpenWork, PostponedItem, RowClaim, WorkItem } from './work.item.js';
import { statementsOf } from './work.statements.js';

export interface WorkTableParts {
  database: Database;
  /** For what no tenant owns: taking due rows of all tenants, and whether other tenants wait. */
  crossing: TenantCrossing;
  limits: Pick<Limits, 'LEASE_SECONDS' | 'RECONCILE_STEPS'>;
}

/** No tenant has so many rows claimed. */
const NO_SHARE = 2 ** 31 - 1;

/** A table of leased work: claim, extend, postpone, finish, due, open. Each is one statement in one transaction. */
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

  /** What is due for the tenant of the hint, `limit` rows at most. The named one comes on top if it was put off. */
  claimDue(job: string, { tenantId, id }: WorkRef, limit: number): Promise<Item[]> {
    return this.parts.database.inTenant(tenantId, async (tx) => {
      await tx.execute(this.sql.claimSettings);
      const values = [tenantId, limit, this.parts.limits.LEASE_SECONDS, id];
      const items = await tx.rows<Item>(this.sql.claimDue, this.withJob(values, job));
      await this.passFence(tx, tenantId, items);
      return items;
    });
  }

  /**
   * The named row, if it is due. Beyond its share a tenant gets what no other tenant waits for.
   * @param share rows of a tenant at a time, in all processes
   * @returns `null`: not due, or taken; or the tenant has its share and others wait, and the row is put off for a second
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

  /** Whether rows of other tenants have been due for so long and have no slot. */
  async othersWait(job: string, tenantId: string, forMs: number): Promise<boolean> {
    const row = await this.parts.crossing.transaction((tx) =>
      tx.row<{ waiting: boolean }>(this.sql.othersWait, this.withJob([tenantId, forMs], job)),
    );
    return row?.waiting ?? false;
  }

  /** Whether the tenant has more rows claimed than its share. */
  async hasSurplus(tenantId: string, share: number): Promise<boolean> {
    const row = await this.inTenant(tenantId, (tx) =>
      tx.row<{ surplus: boolean }>(this.sql.hasSurplus, [tenantId, share]),
    );
    return row?.surplus ?? false;
  }

  /** `held`: at least one of the leases is ours. Those of items that have ended are not missed. */
  async extend(tenantId: string, items: readonly Item[]): Promise<'held' | 'lost' | 'cancelled'> {
    const rows = await this.inTenant(tenantId, (tx) =>
      tx.rows<{ cancelled: boolean }>(this.sql.extend, [...keysOf(tenantId, items), this.parts.limits.LEASE_SECONDS]),
    );
    if (rows.length === 0) return 'lost';
    return rows.some(({ cancelled }) => cancelled) ? 'cancelled' : 'held';
  }

  /** Returns whether every row was still ours. If not, the caller must roll back what it wrote along with it. */
  async finish(tx: Transaction, tenantId: string, ended: readonly EndedItem<Item>[]): Promise<boolean> {
    if (ended.length === 0) return true;
    return (await tx.execute(this.sql.finish, endedValues(tenantId, ended))) === ended.length;
  }

  /** Ends those that are still ours, and returns them. */
  async finishOurs(tx: Transaction, tenantId: string, ended: readonly EndedItem<Item>[]): Promise<EndedItem<Item>[]> {
    const rows = await tx.rows<{ id: string }>(this.sql.finishReturning, endedValues(tenantId, ended));
    const ids = new Set(rows.map(({ id }) => id));
    return ended.filter(({ item }) => ids.has(item.id));
  }

  async postpone(tenantId: string, postponed: readonly PostponedItem<Item>[]): Promise<void> {
    if (postponed.length === 0) return;
    const items = postponed.map(({ item }) => item);
    await this.inTenant(tenantId, (tx) =>
      tx.execute(this.sql.postpone, [
        ...keysOf(tenantId, items),
        postponed.map(({ delayMs }) => Math.round(delayMs)),
        postponed.map(({ usesAttempt }) => (usesAttempt ? 1 : 0)),
        postponed.map(({ hinted }) => hinted),
        postponed.map(({ error }) => error && JSON.stringify(error)),
      ]),
    );
  }

  /**
   * Rows that were put off until now lie among the due ones again.
   * @returns how many; as many as `limit`: there may be more
   */
  wake(limit: number, crossing: TenantCrossing = this.parts.crossing): Promise<number> {
    return crossing.transaction((tx) => this.due.wake(tx, limit));
  }

  /**
   * Due rows with no hint on its way, round-robin over tenants; marks them as hinted. Each job has its part of the limit, so
   * that none waits for another one's queue.
   * @param crossing instead of the worker's own, which a process that only serves the API does not have
   */
  takeDue(query: DueQuery, crossing: TenantCrossing = this.parts.crossing): Promise<DueWork[]> {
    const part = { ...query, limit: Math.ceil(query.limit / query.jobs.length) };
    return crossing.transaction(async (tx) => {
      const due: DueWork[] = [];
      for (const job of query.jobs) due.push(...(await this.due.take(tx, part, job)));
      return due;
    });
  }

  /** @param tx one that crosses tenants */
  async openWork(tx: Transaction): Promise<OpenWork> {
    const row = await tx.row<Partial<OpenWork>>(this.sql.openWork);
    return { due: row?.due ?? 0, oldestSeconds: Math.round((row?.oldestSeconds ?? 0) * 10) / 10 };
  }

  private claimWithin({ tenantId, id }: WorkRef, share: number): Promise<Item | undefined> {
    return this.inTenant(tenantId, async (tx) => {
      const values = [tenantId, id, this.parts.limits.LEASE_SECONDS, share];
      const item = await tx.row<Item>(this.sql.claimRow, values);
      if (item) await this.passFence(tx, tenantId, [item]);
      return item;
    });
  }

  private async passFence(tx: Transaction, tenantId: string, items: readonly Item[]): Promise<void> {
    const { passFence } = this.definition;
    if (passFence && items.length > 0) await tx.execute(passFence, keysOf(tenantId, items));
  }

  private inTenant<T>(tenantId: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.parts.database.inTenant(tenantId, work);
  }

  private withJob(values: unknown[], job: string): unknown[] {
    return hasSeveralJobs(this.definition) ? [...values, job] : values;
  }
}

/** Tenant, ids, fences. */
function keysOf(tenantId: string, items: readonly WorkItem[]): unknown[] {
  return [tenantId, items.map(({ id }) => id), items.map(({ fence }) => fence)];
}

function endedValues(tenantId: string, ended: readonly EndedItem[]): unknown[] {
  return [
    ...keysOf(
      tenantId,
      ended.map(({ item }) => item),
    ),
    ended.map(({ status }) => status),
    ended.map(({ error }) => error && JSON.stringify(error)),
  ];
}
