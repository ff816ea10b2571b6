import { IS_CURRENT_SQL } from './sealed.format.js';
import type { SealedTable } from './sealed.table.js';

/**
 * Every table with encrypted secrets, without partitions. `pg_catalog` lists them even if the login may not read them.
 */
export const SEALED_TABLES_SQL = `
  SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND NOT a.attisdropped AND pg_table_is_visible(c.oid)
    AND a.attname IN ('kid', 'wrapped_key', 'ciphertext')
  GROUP BY c.oid HAVING count(*) = 3 ORDER BY 1`;

/** Counts secrets that are not current. $1 kid. */
export const countFormerSql = (table: string): string =>
  `SELECT count(*)::int AS count FROM ${table} WHERE NOT ${IS_CURRENT_SQL}`;

/** A page of keys, in order. $1 kid, $2 limit; then the last key of the previous page, if there is one. */
export function keysSql(table: SealedTable, isFirst: boolean): string {
  const columns = keyColumns(table);
  const after = `WHERE (${columns.join(', ')}) > (${columns.map((_, at) => `$${at + 3}`).join(', ')})`;
  return `SELECT ARRAY[${columns.map((name) => `${name}::text`).join(', ')}] AS "rowKey", NOT ${IS_CURRENT_SQL} AS "isFormer"
    FROM ${table.name} ${isFirst ? '' : after} ORDER BY ${columns.join(', ')} LIMIT $2`;
}

/** Locks a row that is not current. $1 kid, then the key. */
export function lockSql(table: SealedTable, skipLocked: boolean): string {
  return `SELECT kid, wrapped_key AS "wrappedKey", ciphertext FROM ${table.name}
    WHERE NOT ${IS_CURRENT_SQL} AND ${isKeySql(table, 2)} FOR NO KEY UPDATE ${skipLocked ? 'SKIP LOCKED' : ''}`;
}

/** $1 kid, $2 wrapped key, $3 ciphertext, then the key. */
export function replaceSql(table: SealedTable): string {
  return `UPDATE ${table.name} SET kid = $1, wrapped_key = $2, ciphertext = $3 WHERE ${isKeySql(table, 4)}`;
}

function isKeySql(table: SealedTable, first: number): string {
  return keyColumns(table)
    .map((name, at) => `${name} = $${first + at}`)
    .join(' AND ');
}

function keyColumns({ tenant, owner, field }: SealedTable): string[] {
  return [...(tenant === null ? [] : [tenant]), owner, field];
}
