import type { WorkRef } from '../queue.table.js';

/** A row that is due. */
export interface DueWork extends WorkRef {
  job: string;
  /** The last worker's lease ran out. */
  takenOver: boolean;
  /** For how long it has been due, in ms. */
  overdueMs: number;
}

export interface DueQuery {
  /** Rows of these jobs. */
  jobs: readonly string[];
  limit: number;
  perTenant: number;
  /** Rows hinted less than this long ago are left alone. */
  hintTtlMs: number;
  /** Rows due for less than this are left alone. */
  dueForMs: number;
}
