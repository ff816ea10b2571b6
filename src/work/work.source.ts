import type { TenantCrossing } from '../database/tenant-crossing.js';
import type { JobName, WorkRef } from './queue.table.js';

export interface DueWork extends WorkRef {
  job: JobName;
  /** The last worker's lease ran out. */
  takenOver: boolean;
  /** For how long it has been due. */
  overdueMs: number;
}

export interface DueQuery {
  /** Rows of these jobs. */
  jobs: readonly JobName[];
  limit: number;
  perTenant: number;
  /** Rows hinted less than this long ago are left alone. */
  hintTtlMs: number;
  /** Rows due for less than this are left alone. */
  dueForMs: number;
}

/** A table whose rows are work. Each registers itself with the reconciler. */
export interface WorkSource {
  readonly name: string;
  /** What its rows are done as; each job has its queue. */
  readonly jobs: readonly JobName[];
  /**
   * Rows that were put off until now lie among the due ones again.
   * @returns how many; as many as `limit`: there may be more
   */
  wake(limit: number, crossing?: TenantCrossing): Promise<number>;
  /**
   * Due rows with no hint on its way, round-robin over tenants; marks them as hinted.
   * @param crossing instead of the worker's own, which a process that only serves the API has not
   */
  takeDue(query: DueQuery, crossing?: TenantCrossing): Promise<DueWork[]>;
}
