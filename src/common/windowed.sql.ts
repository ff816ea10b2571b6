/** Above every id, so that the first page is the same statement as the others. */
export const HIGHEST_ID = `'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid`;

export interface WindowedOptions {
  table: string;
  /** Conditions on `w` that the index answers. */
  range: string;
  /** Columns of `w` to sort by, in the order of that index. */
  order: string;
  /** What else must hold, over `w`. */
  filter?: string;
  /** What the list returns, of `w`. */
  columns: string;
  /** Parameter with how many rows to return. */
  limit: string;
  /** How many rows are read for one page. */
  window: number;
}

/** What each row of such a statement has beside its columns. */
export interface WindowedColumns {
  /** `false`: the row only marks where reading ended. */
  isMatch: boolean;
  /** It is the last row that this page may read, and the list may go on after it. */
  isEnd: boolean;
}

/**
 * A page of a filtered list. No index fits every filter, so rows are read in the order of one index and tested; a filter
 * that few rows pass must not read the whole table, so reading ends after `window` rows. The row at which it ended is
 * returned in any case, as the position to continue from.
 */
export function windowedSql(options: WindowedOptions): string {
  const { table, range, order, filter = 'true', columns, limit, window } = options;
  return `
    SELECT ${columns}, coalesce(${filter}, false) AS "isMatch", w."rowsRead" = ${window} AS "isEnd" FROM (
      SELECT w.*, row_number() OVER (ORDER BY ${order}) AS "rowsRead" FROM (
        SELECT w.* FROM ${table} w WHERE ${range} ORDER BY ${order} LIMIT ${window}
      ) w
    ) w WHERE (${filter}) OR w."rowsRead" = ${window} ORDER BY ${order} LIMIT ${limit}`;
}
