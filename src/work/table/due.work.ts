import type { WorkRef } from '../queue.table.js';

/** A row that is due. */
export interface DueWork extends WorkRef {
  job: string;
  /** The lease of the last worker has expired. */
  takenOver: boolean;
  /** How long the row has been due, in ms. */
  overdueMs: number;
}

export interface DueQuery {
  /** Names of the jobs whose rows are taken. */
  jobs: readonly string[];
  limit: number;
  perTenant: number;
  /** Rows that were hinted less than this time ago are skipped. */
  hintTtlMs: number;
  /** Rows that have been due for less than this time are skipped. */
  dueForMs: number;
}
