import { definerSql } from './definer.sql.js';
import { argumentChecks, BY_INDEX, BY_PLACE, type RetirementRule } from './retention.sql.js';

interface Walk extends RetirementRule {
  table: string;
  /** Rows of `t` that have the age. */
  old: string;
  /** Those among them that go; the others are passed. */
  over: string;
}

interface AgeWalk extends Walk {
  /** Of the rows, in the order in which they are walked: their age and its type, and the id that tells rows of one age apart. */
  order: { age: string; type: string; id: string };
}

/** What one call reads when it finds nothing to remove: 16 MiB, some ten milliseconds. */
const PAGES_A_CALL = 2_048;

/** No date contains it, in any format of the server. */
const SEPARATOR = '@';
const part = (n: 1 | 2) => `nullif(split_part(from_position, '${SEPARATOR}', ${n}), '')`;

interface WalkBody {
  settings: string;
  declare?: string;
  /** Returns how many rows went and where the next call goes on, or no row at the end. */
  body: string;
}

/**
 * Two functions. Of `<name>_after`, each call goes on where the last one ended: it returns how many rows went and the
 * position to go on from, and no row at the end. The form with two parameters goes from the start until `batch` rows went
 * or nothing is left, and returns the number alone.
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

/** In the order of age, along an index. The position is the last row that was looked at, so that none is looked at twice. */
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
 * In the order in which the table lies on disk, for a table that has no index of its age. A call removes `batch` rows at
 * most and reads `PAGES_A_CALL` pages at most. The position is the page to go on at: the next one, or that of the last row that
 * was removed, since it may have more. Rows that the walk does not meet, because they were locked or have moved to a page
 * that it had passed, are met by the next one.
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
