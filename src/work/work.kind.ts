import type { TenantTransaction } from '../database/transaction.js';
import type { StoredError } from './failure.verdict.js';
import type { EndedItem, WorkItem } from './table/work.item.js';
import type { WorkTableDefinition } from './table/work-table.definition.js';

/**
 * How a hint becomes claimed rows, and what a tenant may have beside others.
 *
 * - `row`: the row that the hint names, for work that takes minutes. A tenant has `share` rows at a time in all processes.
 *   Beyond that it has what no other tenant waits for, and hands it back when one does.
 * - `tenant`: up to `batch` due rows of the hint's tenant, for work that takes moments. A tenant has half of the slots of a
 *   process, and the others while no hint waits.
 */
export type ClaimRule = { of: 'row'; share: number } | { of: 'tenant'; batch: number };

/** What `apply()` is given beside the items. */
export interface WorkContext<Item extends WorkItem = WorkItem> {
  tenantId: string;
  /** Aborted when the lease was lost, the process stops, others wait for the slot, or somebody cancelled. */
  signal: AbortSignal;
  /**
   * Marks items as ended, in the transaction of their effect.
   * @throws LeaseLostError when another worker has one of them by now; let it roll the transaction back
   */
  finish(tx: TenantTransaction, ended: readonly EndedItem<Item>[]): Promise<void>;
}

export interface Applied<Item extends WorkItem = WorkItem> {
  /** Items that were given to `finish`, in transactions that were committed. */
  ended: readonly EndedItem<Item>[];
  /** Items that failed by themselves. The engine decides about a retry from the error. */
  failed: ReadonlyMap<Item, unknown>;
}

/** While there is pressure, nothing is claimed. */
export interface WorkPressure {
  isHigh(): boolean;
  /** Waits until it is no longer high. `false`: the process stops instead. */
  subsides(): Promise<boolean>;
}

/**
 * A kind of leased work: a table and `apply()`. The module that owns it registers it with {@link WorkRegistry}; the engine
 * does the rest. It sends lost hints again, claims rows under a lease, extends the lease while `apply()` works, aborts it when
 * the lease is lost, postpones what failed by the schedule of retries, gives up what may not be retried, and counts and logs
 * all of it. An item is done at least once; `finish` makes it effective once.
 *
 * @example
 * class ParcelKind implements WorkKind<Parcel>, OnModuleInit {
 *   readonly name = 'parcel';
 *   readonly table = PARCELS;
 *   readonly claims = { of: 'tenant', batch: 50 } as const;
 *
 *   onModuleInit() {
 *     this.registry.register(this);
 *   }
 *
 *   async apply(parcels: readonly Parcel[], { tenantId, finish }: WorkContext<Parcel>) {
 *     const ended = parcels.map((item) => ({ item, status: 'sent', error: null }));
 *     await this.database.inTenant(tenantId, async (tx) => {
 *       // the effect, then
 *       await finish(tx, ended);
 *     });
 *     return { ended, failed: new Map() };
 *   }
 *
 *   describe({ id }: Parcel) {
 *     return `Parcel ${id}`;
 *   }
 * }
 */
export interface WorkKind<Item extends WorkItem = WorkItem> {
  /** Names it in metrics and gauges. */
  readonly name: string;
  readonly table: WorkTableDefinition;
  readonly claims: ClaimRule;
  /** Slots of its queue that its jobs have at a time in one process; absent: all. For kinds that are claimed by tenant. */
  readonly slots?: number;
  readonly pressure?: WorkPressure;
  /**
   * Gives the items their effect. What it throws concerns all of them: a batch that fails is then tried item by item, unless
   * the error cannot be caused by one item (see {@link judgeFailure}).
   */
  apply(items: readonly Item[], context: WorkContext<Item>): Promise<Applied<Item>>;
  /** For the log: what it is, with its id and without a tenant's data. */
  describe(item: Item): string;
  /** Items of a claim that are applied together. Without it, all are. */
  groupOf?(item: Item): string;
  /** In the transaction that gives an item up. */
  onDead?(tx: TenantTransaction, item: Item, error: StoredError): Promise<void>;
  /** After the commit that ended it, with whatever status. */
  onEnded?(ended: EndedItem<Item>): void;
}
