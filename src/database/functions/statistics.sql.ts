import { definerSql } from './definer.sql.js';

/**
 * A table has outgrown its statistics with so many times the rows that they know, and `least_rows` besides. Plans for half of the
 * rows are good ones, and each time costs up to half a second of the database.
 */
const GROWTH = 2;

/**
 * Analyses the table that has outgrown its statistics most, and returns its name; NULL if there is none. It counts rows, not
 * changes: rows that are updated over and over have the statistics that they had. A table that is being analysed is left out.
 */
export const ANALYSE_GROWN_TABLE_SQL = definerSql({
  name: 'analyse_grown_table',
  parameters: 'least_rows integer',
  returns: 'text',
  declare: 'name text;',
  body: `
    IF least_rows IS NULL OR least_rows < 1 THEN
      RAISE EXCEPTION 'analyse_grown_table: 1 row at least' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT c.relname INTO name FROM pg_class c JOIN pg_stat_user_tables s ON s.relid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND pg_has_role(c.relowner, 'USAGE')
      AND s.n_live_tup > ${GROWTH} * greatest(c.reltuples, 0) + least_rows AND s.n_mod_since_analyze > least_rows
    ORDER BY s.n_live_tup / (greatest(c.reltuples, 0) + least_rows) DESC LIMIT 1;
    IF name IS NOT NULL THEN EXECUTE format('ANALYZE (SKIP_LOCKED) public.%I', name); END IF;
    RETURN name;`,
});
