import type { WorkItem } from './table/work.item.js';
import type { RegisteredWork } from './work.registry.js';

/** Rows of one tenant that one claim has taken. */
export interface ClaimedWork<Item extends WorkItem = WorkItem> {
  work: RegisteredWork<Item>;
  job: string;
  tenantId: string;
  /** The row that the hint named. Its outcome is the outcome of the job. */
  id: string;
  items: readonly Item[];
  /** Rows that the tenant may have even if others wait. Absent: as many as it likes. */
  share?: number;
  /** When this process began with it, on the clock of `performance`. */
  begunAt?: number;
}
