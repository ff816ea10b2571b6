import { setImmediate as turn } from 'node:timers/promises';
import type { Transaction } from '../../../database/transaction.js';

/** The primary key of the last row that was looked at, in the order of its columns. */
export type RowPosition = readonly string[];

export interface StrippedBatch {
  /** Rows looked at; none means that none are left. */
  seen: number;
  stripped: number;
  last: RowPosition | null;
}

/** A table whose rows were written before what must not be stored was taken out. */
export interface StrippingTarget {
  /** Names the progress. */
  readonly table: string;
  /** Cleans the next rows after `position` (`null`: from the first on), in the order of the primary key. */
  strip(tx: Transaction, position: RowPosition | null): Promise<StrippedBatch>;
}

export const NO_UUID = '00000000-0000-0000-0000-000000000000';

/** Rows of one transaction. */
export const BATCH_ROWS = 1_000;
/** A transaction takes no further rows once it has this much, as PostgreSQL stores it. */
export const BATCH_BYTES = 4_194_304;
const TURN_MS = 10;

/** Strips row by row and lets other work of the process have its turn. @param strip `null`: nothing to change */
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
