/** The row is locked, so that one scheduler reports at a time. $1 seconds between two reports. */
export const TAKE_REPORT_SQL = `
  SELECT epoch::text AS epoch, identity = feed_identity() AS "isCurrent", reported_xid::text AS xid, reported_id::text AS id
  FROM feed_epoch WHERE reported_at <= now() - $1 * interval '1 second' FOR UPDATE SKIP LOCKED`;

/** As the index over all tenants has it. */
const ALONG_XID = `greatest(c.xid, '0'::xid8)`;

/**
 * Changes of all tenants since a position, by integration and type, and where to go on. $1 transaction id and $2 id of the
 * position, $3 entries to read at most.
 */
export const CHANGES_SINCE_SQL = `
  WITH entries AS MATERIALIZED (
    SELECT c.xid, c.id, c.tenant_id, c.integration_id, c.type, cardinality(c.external_ids) AS changes FROM record_changes c
    WHERE (${ALONG_XID}, c.id) >= ($1::xid8, $2::bigint) AND ${ALONG_XID} < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY ${ALONG_XID}, c.id LIMIT $3
  ), changed AS (
    SELECT tenant_id AS "tenantId", integration_id AS "integrationId", type, sum(changes)::integer AS count
    FROM entries GROUP BY tenant_id, integration_id, type
  ), last AS (SELECT xid, id FROM entries ORDER BY xid DESC, id DESC LIMIT 1)
  SELECT (SELECT count(*) = $3 FROM entries) AS "isMore", pg_snapshot_xmin(pg_current_snapshot())::text AS horizon,
    (SELECT xid::text FROM last) AS "lastXid", (SELECT (id + 1)::text FROM last) AS "nextId",
    coalesce((SELECT jsonb_agg(to_jsonb(c)) FROM changed c), '[]') AS changed`;

/** $1 transaction id, $2 id, $3 whether more is to be reported at once. */
export const SAVE_REPORT_SQL = `
  UPDATE feed_epoch SET reported_xid = $1::xid8, reported_id = $2::bigint,
    reported_at = CASE WHEN $3 THEN reported_at ELSE now() END`;
