import type { Transaction } from '../../../database/transaction.js';

/** The primary key of the last row that was looked at, in the order of its columns. */
export type RowPosition = readonly string[];

export interface StrippedBatch {
  /** Rows looked at; fewer than asked for means that none are left. */
  seen: number;
  stripped: number;
  last: RowPosition | null;
}

/** A table whose rows were written before what must not be stored was taken out. */
export interface StrippingTarget {
  readonly table: string;
  /** Cleans up to `limit` rows after `position` (`null`: from the first on), in the order of the primary key. */
  strip(tx: Transaction, position: RowPosition | null, limit: number): Promise<StrippedBatch>;
}
