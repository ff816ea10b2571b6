import type { WorkItem } from './table/work.item.js';
import type { RegisteredWork } from './work.registry.js';

/** Rows of one tenant that were claimed together. */
export interface ClaimedWork<Item extends WorkItem = WorkItem> {
  work: RegisteredWork<Item>;
  job: string;
  tenantId: string;
  /** The row that the hint named. The outcome of the job is that of this row. */
  id: string;
  items: readonly Item[];
  /** Claimed beyond a tenant's share of so many. */
  surplusOf?: number;
}
