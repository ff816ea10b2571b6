/** Greater than every id, so the first page uses the same statement as the others. */
export const HIGHEST_ID = `'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid`;

export interface WindowedOptions {
  table: string;
  /** Conditions on `w` that the index can evaluate. */
  range: string;
  /** Columns of `w` to sort by, in the order of the index. */
  order: string;
  /** Further conditions on `w`. */
  filter?: string;
  /** Columns of `w` that the list returns. */
  columns: string;
  /** Placeholder of the parameter with the number of rows to return, for example `$2`. */
  limit: string;
  /** Largest number of rows to read for one page. */
  window: number;
}

/** Additional columns of each row of such a statement. */
export interface WindowedColumns {
  /** `false`: the row does not match, and only marks where reading ended. */
  isMatch: boolean;
  /** The row is the last one that this page may read. More rows may follow. */
  isEnd: boolean;
}

/**
 * One page of a filtered list. No index fits every filter, so rows are read in the order of one index and tested. If
 * few rows match, the page must not read the whole table, so reading ends after `window` rows. The last row that was
 * read is always returned, as the position to continue from.
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
