/** Adds the tables that have no progress for these rules yet. $1 rules, $2 tables. */
export const BEGIN_SQL = `
  INSERT INTO stripping_progress (target, rules) SELECT t, $1 FROM unnest($2::text[]) AS t ON CONFLICT DO NOTHING`;

/** Counts the tables that are not finished, and those of them that are due. $1 rules. */
export const UNFINISHED_SQL = `
  SELECT count(*)::int AS unfinished, count(*) FILTER (WHERE due_at <= now())::int AS due
  FROM stripping_progress WHERE rules = $1 AND finished_at IS NULL`;

/**
 * The row lock lasts until the batch is committed, so no two workers process the same batch. Retention copies bodies
 * from `webhook_bodies` to `webhook_bodies_kept`. So the second table waits until the first one is clean. $1 rules, $2
 * tables.
 */
export const TAKE_SQL = `
  SELECT p.target, p.pass, p.position FROM stripping_progress p
  WHERE p.rules = $1 AND p.target = ANY ($2::text[]) AND p.finished_at IS NULL AND p.due_at <= now()
    AND (p.target <> 'webhook_bodies_kept' OR EXISTS (SELECT FROM stripping_progress b
      WHERE b.rules = $1 AND b.target = 'webhook_bodies' AND b.finished_at IS NOT NULL))
  ORDER BY p.target LIMIT 1 FOR UPDATE OF p SKIP LOCKED`;

/** $1 target, $2 rules, $3 position, $4 rows seen, $5 rows stripped. */
export const ADVANCE_SQL = `
  UPDATE stripping_progress SET position = $3, rows_seen = rows_seen + $4, rows_stripped = rows_stripped + $5
  WHERE target = $1 AND rules = $2`;

/** $1 target, $2 rules, $3 seconds until the next pass (NULL: this was the last pass). Returns the sums. */
export const END_PASS_SQL = `
  UPDATE stripping_progress SET position = NULL, pass = pass + CASE WHEN $3::int IS NULL THEN 0 ELSE 1 END,
    due_at = now() + coalesce($3::int, 0) * interval '1 second', finished_at = CASE WHEN $3::int IS NULL THEN now() END
  WHERE target = $1 AND rules = $2
  RETURNING rows_seen::text AS seen, rows_stripped::text AS stripped`;

/** $1 target, $2 rules, $3 milliseconds. */
export const POSTPONE_SQL = `
  UPDATE stripping_progress SET due_at = now() + $3::int * interval '1 millisecond' WHERE target = $1 AND rules = $2`;
