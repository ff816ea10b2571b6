import type { TenantTransaction } from '../database/transaction.js';
import type { LogFields } from '../observability/log/log.context.js';
import type { StoredError } from './failure.verdict.js';
import { QUEUES, type QueueKey } from './queue.table.js';
import type { EndedItem, WorkItem } from './table/work.item.js';
import type { FreeLanes } from './table/free.lanes.js';
import type { WorkTableDefinition } from './table/work-table.definition.js';

/**
 * How a hint becomes claimed rows, and how the slots are shared among tenants.
 *
 * - `row`: claims the row that the hint names. For work that takes minutes. A tenant has `share` rows at a time in all
 *   processes. It may have more while no other tenant waits, and hands them back when one does.
 * - `tenant`: claims up to `batch` due rows of the hint's tenant. For work that takes moments. A tenant has half of the
 *   slots of a process, and the others while no hint waits; or at most `perTenant` slots, if that is set.
 */
export type ClaimRule = { of: 'row'; share: number } | { of: 'tenant'; batch: number; perTenant?: number };

/** How many claims of one tenant run at a time in a process, of a kind that is claimed by tenant. */
export function shareOf({ claims }: Pick<WorkKind, 'claims'>, queue: QueueKey): number {
  const share = claims.of === 'tenant' ? claims.perTenant : undefined;
  return share ?? Math.ceil(QUEUES[queue].concurrency / 2);
}

/** The second argument of `apply()`. */
export interface WorkContext<Item extends WorkItem = WorkItem> {
  tenantId: string;
  /** Aborted when the lease is lost, the process stops, another tenant needs the slot, or the work is cancelled. */
  signal: AbortSignal;
  /**
   * Marks items as ended, in the transaction of their effect.
   * @throws LeaseLostError when another worker has claimed one of them; it must roll the transaction back
   */
  finish(tx: TenantTransaction, ended: readonly EndedItem<Item>[]): Promise<void>;
}

export interface Applied<Item extends WorkItem = WorkItem> {
  /** Items that were passed to `finish`, in transactions that were committed. */
  ended: readonly EndedItem<Item>[];
  /** Items that failed on their own. The engine decides on a retry by the error. */
  failed: ReadonlyMap<Item, unknown>;
}

/** Nothing is claimed while the pressure is high. */
export interface WorkPressure {
  isHigh(): boolean;
  /** Waits until the pressure is no longer high. `false`: the process is stopping. */
  subsides(): Promise<boolean>;
}

/** Rows that were claimed in free lanes, which these rows have from now on. */
export interface LaneClaim<Item> {
  items: Item[];
  /**
   * Whether rows of the tenant may have been left alone, because their lanes were taken. `again`: something has become free since
   * then, so no hint comes for it.
   */
  leftAlone(): 'none' | 'some' | 'again';
  /** Gives back the lanes that were not used. */
  release(): void;
}

/**
 * For work whose table has lanes: what this process cannot do now is not claimed, however much of it is due. A claim that
 * could only be handed back would write each of its rows twice, over and over.
 */
export interface WorkLanes<Item> {
  /** Claims come one after the other, so that no two of them find the same lane free. */
  claim(tenantId: string, claim: (free: FreeLanes) => Promise<Item[]>): Promise<LaneClaim<Item>>;
  /** Calls the listener each time that something has become free. */
  onFree(listener: () => void): void;
}

/**
 * A kind of leased work: a table and `apply()`. The module that owns it registers it with {@link WorkRegistry}. The
 * engine does the rest. It sends lost hints again and claims rows under a lease. It extends the lease while `apply()`
 * runs, and aborts `apply()` when the lease is lost. It postpones failed items by the retry schedule, and gives up what
 * must not be retried. It counts and logs all of this. An item is processed at least once, and `finish` makes its
 * effect happen once.
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
  /** Name in metrics and gauges. */
  readonly name: string;
  readonly table: WorkTableDefinition;
  readonly claims: ClaimRule;
  /** Slots of its queue that its jobs have at a time in one process; absent: all. For kinds that are claimed by tenant. */
  readonly slots?: number;
  readonly pressure?: WorkPressure;
  /** For kinds that are claimed by tenant, and whose table has a `lane`. */
  readonly lanes?: WorkLanes<Item>;
  /**
   * Applies the items. An error that it throws concerns all of them. The items are then tried one by one, unless a
   * single item cannot have caused the error (see {@link judgeFailure}).
   */
  apply(items: readonly Item[], context: WorkContext<Item>): Promise<Applied<Item>>;
  /** Text for the log: the kind of item and its id, without data of a tenant. */
  describe(item: Item): string;
  /** Ids of the item, for the lines about it. */
  logFields?(item: Item): LogFields;
  /** Items of a claim with the same group are applied together. Default: all items. */
  groupOf?(item: Item): string;
  /** Called in the transaction that marks an item as dead. */
  onDead?(tx: TenantTransaction, item: Item, error: StoredError): Promise<void>;
  /** Called after the commit that ended the item, whatever its status. */
  onEnded?(ended: EndedItem<Item>): void;
}
