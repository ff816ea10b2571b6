import { definerSql } from './definer.sql.js';
import { argumentChecks, BY_INDEX, BY_PLACE, type RetirementRule } from './retention.sql.js';

interface Walk extends RetirementRule {
  table: string;
  /** Condition for rows of `t` that have reached the age. */
  old: string;
  /** Condition for those of them that are deleted. The others are skipped. */
  over: string;
}

interface AgeWalk extends Walk {
  /**
   * Columns that define the order of the walk: the age with its type, and the id, which orders rows of the same age.
   */
  order: { age: string; type: string; id: string };
}

/** Most pages that one call reads if it finds nothing to delete: 16 MiB, about ten milliseconds. */
const PAGES_A_CALL = 2_048;

/** Separates the two parts of a position. No date contains it, in any format of the server. */
const SEPARATOR = '@';
const part = (n: 1 | 2) => `nullif(split_part(from_position, '${SEPARATOR}', ${n}), '')`;

interface WalkBody {
  settings: string;
  declare?: string;
  /** Returns the number of deleted rows and the next position, or no row at the end. */
  body: string;
}

/**
 * Creates two functions. A call of `<name>_after` continues where the previous call ended. It returns the number of
 * deleted rows and the next position, or no row at the end. The function with two parameters starts at the beginning,
 * continues until `batch` rows are deleted or nothing is left, and returns only the number.
 */
function walkFunctions(rule: RetirementRule, { settings, declare, body }: WalkBody): string[] {
  const name = `${rule.name}_after`;
  return [
    definerSql({
      name,
      parameters: 'kept integer, batch integer, from_position text',
      returns: 'TABLE (removed integer, next_position text)',
      settings,
      declare,
      body: `
    ${argumentChecks({ ...rule, name })}
    ${body}`,
    }),
    definerSql({
      name: rule.name,
      parameters: 'kept integer, batch integer',
      returns: 'integer',
      declare: 'gone integer; total integer := 0; at_position text;',
      body: `
    LOOP
      SELECT w.removed, w.next_position INTO gone, at_position FROM ${name}(kept, batch - total, at_position) w;
      EXIT WHEN gone IS NULL;
      total := total + gone;
      EXIT WHEN total >= batch;
    END LOOP;
    RETURN total;`,
    }),
  ];
}

/**
 * Walks in the order of age, along an index. The position is the last row that was examined, so each row is examined
 * once.
 */
export function walkByAge(walk: AgeWalk): string[] {
  const { table, old, over, order } = walk;
  const { age, type, id } = order;
  return walkFunctions(walk, {
    settings: BY_INDEX,
    body: `
    RETURN QUERY
    WITH page AS MATERIALIZED (
      SELECT t.ctid AS place, t.${age} AS age, t.${id} AS id FROM ${table} t
      WHERE ${old} AND (t.${age}, t.${id})
        > (coalesce(${part(1)}::${type}, '-infinity'), coalesce(${part(2)}::uuid, '00000000-0000-0000-0000-000000000000'))
      ORDER BY t.${age}, t.${id} LIMIT batch FOR UPDATE SKIP LOCKED
    ), gone AS (
      DELETE FROM ${table} t WHERE t.ctid = ANY (ARRAY(SELECT p.place FROM page p)) AND ${over} RETURNING 1
    )
    SELECT (SELECT count(*)::integer FROM gone), p.age || '${SEPARATOR}' || p.id FROM page p
    ORDER BY p.age DESC, p.id DESC LIMIT 1;`,
  });
}

/**
 * Walks in the order of the rows on disk, for a table without an index by age. A call deletes at most `batch` rows and
 * reads at most `PAGES_A_CALL` pages. The position is the page at which the next call starts: the next page, or the
 * page of the last deleted row, which may have more. A walk misses rows that are locked, or that move to a page which
 * it has passed. The next walk finds them.
 */
export function walkByPage({ table, old, over, ...rule }: Walk): string[] {
  return walkFunctions(rule, {
    settings: BY_PLACE,
    declare: `
    pages bigint := pg_relation_size('${table}') / current_setting('block_size')::bigint;
    first_page bigint := coalesce(from_position, '0');
    end_page bigint := first_page + ${PAGES_A_CALL};
    first_place tid := format('(%s,0)', first_page);
    end_place tid := format('(%s,0)', end_page);`,
    body: `
    IF first_page >= pages THEN RETURN; END IF;
    RETURN QUERY
    WITH found AS MATERIALIZED (
      SELECT t.ctid AS place FROM ${table} t
      WHERE t.ctid >= first_place AND t.ctid < end_place AND ${old} AND ${over}
      LIMIT batch FOR UPDATE SKIP LOCKED
    ), gone AS (
      DELETE FROM ${table} t WHERE t.ctid = ANY (ARRAY(SELECT f.place FROM found f)) RETURNING 1
    )
    SELECT (SELECT count(*)::integer FROM gone),
      (CASE WHEN count(*) < batch THEN end_page ELSE (max(f.place)::text::point)[0]::bigint END)::text
    FROM found f;`,
  });
}
