import { setImmediate as turn } from 'node:timers/promises';
import type { Transaction } from '../../../database/transaction.js';

/** The primary key of the last row that was examined, in the order of its columns. */
export type RowPosition = readonly string[];

export interface StrippedBatch {
  /** Number of rows examined. 0: no row is left. */
  seen: number;
  stripped: number;
  last: RowPosition | null;
}

/** A table whose older rows may hold data that must not be stored. */
export interface StrippingTarget {
  /** Also names the row of progress. */
  readonly table: string;
  /** Strips the next rows after `position`, in the order of the primary key. `null`: from the first row. */
  strip(tx: Transaction, position: RowPosition | null): Promise<StrippedBatch>;
}

export const NO_UUID = '00000000-0000-0000-0000-000000000000';

/** Largest number of rows in one transaction. */
export const BATCH_ROWS = 1_000;
/** A transaction reads no more rows once their stored size reaches this number of bytes. */
export const BATCH_BYTES = 4_194_304;
const TURN_MS = 10;

/**
 * Strips row by row, and yields to other work of the process in between. @param strip returns `null` if nothing changes
 */
export async function stripRows<Row, Stripped>(
  rows: readonly Row[],
  strip: (row: Row) => Stripped | null | Promise<Stripped | null>,
): Promise<Stripped[]> {
  const changed: Stripped[] = [];
  let since = performance.now();
  for (const row of rows) {
    const stripped = await strip(row);
    if (stripped !== null) changed.push(stripped);
    if (performance.now() - since < TURN_MS) continue;
    await turn();
    since = performance.now();
  }
  return changed;
}
