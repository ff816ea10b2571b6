/**
 * For the rest of the transaction, statements read in the order of an index instead of scanning or sorting. Otherwise
 * the planner's estimate of a filter would decide whether a page reads fifty rows or the whole table. JIT is off
 * because these settings make the few rows that must still be sorted look expensive: PostgreSQL would compile the
 * statement for longer than it runs.
 */
export const ALONG_INDEX_SQL = `
  SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
    set_config('enable_sort', 'off', true), set_config('jit', 'off', true)`;
