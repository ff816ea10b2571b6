/**
 * For the rest of the transaction, pages are read in the order of an index and neither sorted nor scanned for: what the
 * statistics make the planner expect of a filter must not decide whether a page reads fifty rows or the whole table. Few
 * rows that have to be sorted all the same count as costly then, and PostgreSQL would compile such a statement for longer
 * than it takes.
 */
export const ALONG_INDEX_SQL = `
  SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
    set_config('enable_sort', 'off', true), set_config('jit', 'off', true)`;
