import { RUN_COLUMNS } from './run.row.js';

/** What the slices of a run add up to, by stream; `remaining` is NULL when an open slice cannot tell. */
const STREAMS = `
  SELECT jsonb_agg(to_jsonb(s) ORDER BY s.stream) AS streams FROM (
    SELECT stream,
      CASE WHEN bool_or(status = 'failed') THEN 'failed' WHEN bool_or(status = 'unavailable') THEN 'unavailable'
        WHEN bool_or(status = 'open') THEN 'open' ELSE 'done' END AS status,
      (array_agg(error) FILTER (WHERE error IS NOT NULL))[1] AS error,
      CASE WHEN NOT bool_or(status = 'open' AND remaining IS NULL)
        THEN coalesce(sum(remaining) FILTER (WHERE status = 'open'), 0) END AS remaining,
      sum(fetched) AS fetched, sum(created) AS created, sum(updated) AS updated, sum(unchanged) AS unchanged,
      sum(deleted) AS deleted, sum(failed) AS failed, sum(pages) AS pages, sum(requests) AS requests
    FROM sync_slices WHERE tenant_id = w.tenant_id AND run_id = w.id GROUP BY stream
  ) s`;

const EXPORTED = `
  SELECT coalesce(sum(lines), 0)::float8 AS records, count(*)::int AS parts
  FROM run_exports WHERE tenant_id = w.tenant_id AND run_id = w.id AND w.operation = 'export'`;

/**
 * Runs with their progress, newest first, in one statement.
 *
 * @param conditions SQL over `sync_runs w`, of our own making
 */
export function snapshotsSql(conditions: readonly string[]): string {
  return `
    SELECT ${RUN_COLUMNS}, coalesce(p.streams, '[]') AS streams, e.records AS "exportedRecords",
      e.parts AS "exportedParts", now() AS "asOf"
    FROM (SELECT * FROM sync_runs w WHERE ${conditions.join(' AND ')}) w
    CROSS JOIN LATERAL (${STREAMS}) p
    CROSS JOIN LATERAL (${EXPORTED}) e
    ORDER BY w.id DESC`;
}
