/**
 * For the rest of the transaction, pages are read in the order of an index and neither sorted nor scanned for: what the
 * statistics make the planner expect of a filter must not decide whether a page reads fifty rows or the whole table.
 */
export const ALONG_INDEX_SQL = `
  SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
    set_config('enable_sort', 'off', true)`;
