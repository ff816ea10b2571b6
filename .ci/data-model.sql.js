/** Tables without their partitions, which are like them. */
export const TABLES_SQL = `
  SELECT c.relname AS name, pg_get_partkeydef(c.oid) AS partitioned, c.relrowsecurity AS secured,
    c.relforcerowsecurity AS forced, obj_description(c.oid) AS comment,
    (SELECT array_agg(polname::text ORDER BY polname) FROM pg_policy WHERE polrelid = c.oid) AS policies
  FROM pg_class c
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  ORDER BY c.relname`;

export const COLUMNS_SQL = `
  SELECT a.attrelid::regclass::text AS "table", a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
    NOT a.attnotnull AS nullable, pg_get_expr(d.adbin, d.adrelid) AS "default"
  FROM pg_attribute a
  JOIN pg_class c ON c.oid = a.attrelid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
  ORDER BY a.attrelid, a.attnum`;

/** Keys, references and checks; from PostgreSQL 18 on the catalogue has NOT NULL too. */
export const CONSTRAINTS_SQL = `
  SELECT conrelid::regclass::text AS "table", contype AS kind, pg_get_constraintdef(oid) AS definition,
    nullif(confrelid, 0)::regclass::text AS "references"
  FROM pg_constraint
  WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'f', 'c')
  ORDER BY array_position(ARRAY['p', 'u', 'f', 'c'], contype::text), conname`;

export const INDEXES_SQL = `
  SELECT i.indrelid::regclass::text AS "table", i.indexrelid::regclass::text AS name, i.indisunique AS "unique",
    pg_get_indexdef(i.indexrelid) AS definition
  FROM pg_index i
  JOIN pg_class c ON c.oid = i.indrelid
  WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition AND NOT i.indisprimary
  ORDER BY i.indexrelid::regclass::text COLLATE "C"`;
