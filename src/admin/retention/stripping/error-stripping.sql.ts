import type { ErrorColumn } from './error.columns.js';

/** Reads the next errors in the order of the key. $1 the key after which to continue, $2 number of rows. */
export function readErrorsSql({ table, column, key, provider }: ErrorColumn): string {
  const columns = key.map((part) => part.column).join(', ');
  const after = key.map(({ type }, i) => `($1::text[])[${i + 1}]::${type}`).join(', ');
  const texts = key.map((part) => `t.${part.column}::text`).join(', ');
  return `
  SELECT ARRAY[${texts}] AS key, t.${column}::text AS error, ${provider} AS provider
  FROM (SELECT * FROM ${table} WHERE (${columns}) > (${after}) ORDER BY ${columns} LIMIT $2) t
  ORDER BY ${columns}`;
}

/**
 * An error that has changed meanwhile is not overwritten. $1.. the columns of the keys, then the old errors, then the
 * new errors.
 */
export function writeErrorsSql({ table, column, key }: ErrorColumn): string {
  const { length } = key;
  const arrays = Array.from({ length: length + 2 }, (_, i) => `$${i + 1}::text[]`).join(', ');
  const names = [...key.map((_, i) => `k${i}`), 'old', 'new'].join(', ');
  const isRow = key.map((part, i) => `t.${part.column} = n.k${i}::${part.type}`).join(' AND ');
  return `
  UPDATE ${table} t SET ${column} = n.new::jsonb FROM unnest(${arrays}) AS n(${names})
  WHERE ${isRow} AND t.${column} = n.old::jsonb`;
}
