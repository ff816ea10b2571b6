import type { DataSource } from 'typeorm';
import { query } from './database.js';

const READ_SQL = `
  SELECT coalesce(sum(heap_blks_hit + heap_blks_read + idx_blks_hit + idx_blks_read), 0)::int AS n
  FROM pg_statio_user_tables WHERE relname = ANY ($1)`;

/**
 * Number of pages of these tables and their indexes that `work` reads, from memory or disk. The pool must have one
 * connection.
 */
export async function buffersOf(
  adminUrl: string,
  dataSource: DataSource,
  tables: readonly string[],
  work: () => Promise<unknown>,
): Promise<number> {
  // A connection reports its reads only from time to time, so the query forces a report.
  const read = async () => {
    await dataSource.query('SELECT pg_stat_force_next_flush()');
    return (await query<{ n: number }>(adminUrl, READ_SQL, [tables]))[0]?.n ?? 0;
  };
  const before = await read();
  await work();
  return (await read()) - before;
}
