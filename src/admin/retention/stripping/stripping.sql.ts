/** $1 rules. */
export const BEGIN_SQL = `
  INSERT INTO stripping_progress (target, rules) SELECT t, $1 FROM unnest(ARRAY['records', 'webhook_bodies']) AS t
  ON CONFLICT DO NOTHING`;

/** $1 rules. */
export const UNFINISHED_SQL = `
  SELECT count(*)::int AS unfinished, count(*) FILTER (WHERE due_at <= now())::int AS due
  FROM stripping_progress WHERE rules = $1 AND finished_at IS NULL`;

/** The lock lasts as long as the batch: no two workers do the same one. $1 rules. */
export const TAKE_SQL = `
  SELECT target, pass, position FROM stripping_progress
  WHERE rules = $1 AND finished_at IS NULL AND due_at <= now()
  ORDER BY target LIMIT 1 FOR UPDATE SKIP LOCKED`;

/** $1 target, $2 rules, $3 position, $4 rows seen, $5 rows stripped. */
export const ADVANCE_SQL = `
  UPDATE stripping_progress SET position = $3, rows_seen = rows_seen + $4, rows_stripped = rows_stripped + $5
  WHERE target = $1 AND rules = $2`;

/** $1 target, $2 rules, $3 seconds until the next pass, NULL: that was the last. Returns the sums. */
export const END_PASS_SQL = `
  UPDATE stripping_progress SET position = NULL, pass = pass + CASE WHEN $3::int IS NULL THEN 0 ELSE 1 END,
    due_at = now() + coalesce($3::int, 0) * interval '1 second', finished_at = CASE WHEN $3::int IS NULL THEN now() END
  WHERE target = $1 AND rules = $2
  RETURNING rows_seen::text AS seen, rows_stripped::text AS stripped`;

/**
 * The next rows by primary key, with the content of those that may hold something.
 * $1..$4 the key to go on after, $5 LIKE patterns, $6 how many rows.
 */
export const READ_RECORDS_SQL = `
  SELECT r.tenant_id AS "tenantId", r.integration_id AS "integrationId", r.type, r.external_id AS "externalId",
    r.version::text AS version, r.hash::text AS hash, c.raw,
    (SELECT i.provider FROM integrations i WHERE i.tenant_id = r.tenant_id AND i.id = r.integration_id) AS provider
  FROM (
    SELECT * FROM records WHERE (tenant_id, integration_id, type, external_id) > ($1::uuid, $2::uuid, $3, $4)
    ORDER BY tenant_id, integration_id, type, external_id LIMIT $6
  ) r
  LEFT JOIN LATERAL (SELECT t.raw FROM (SELECT r.raw::text AS raw) t WHERE t.raw LIKE ANY ($5::text[])) c ON true
  ORDER BY r.tenant_id, r.integration_id, r.type, r.external_id`;

/**
 * Changes the content and its hash and nothing else, so nobody takes it for news. What was written meanwhile was
 * stripped by its writer, and is left alone. $1..$6 columns of keys, versions and hashes, $7 JSON array of contents.
 */
export const WRITE_RECORDS_SQL = `
  UPDATE records r SET raw = n.raw, hash = jsonb_hash_extended(n.raw, 0)
  FROM ROWS FROM (unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::bigint[]),
    jsonb_array_elements($7::jsonb)) AS n(tenant_id, integration_id, type, external_id, version, hash, raw)
  WHERE r.tenant_id = n.tenant_id AND r.integration_id = n.integration_id AND r.type = n.type
    AND r.external_id = n.external_id AND r.version = n.version AND r.hash = n.hash`;

/** $1..$3 the key to go on after, $4 LIKE patterns, $5 how many rows. */
export const READ_BODIES_SQL = `
  SELECT b.tenant_id AS "tenantId", b.event_id AS "eventId", b.received_on::text AS "receivedOn",
    CASE WHEN b.body LIKE ANY ($4::bytea[]) THEN b.body END AS body, w.provider, w.type
  FROM (
    SELECT * FROM webhook_bodies WHERE (tenant_id, event_id, received_on) > ($1::uuid, $2::uuid, $3::date)
    ORDER BY tenant_id, event_id, received_on LIMIT $5
  ) b LEFT JOIN webhook_events w ON w.tenant_id = b.tenant_id AND w.id = b.event_id
  ORDER BY b.tenant_id, b.event_id, b.received_on`;

/** $1..$3 columns of keys, $4 bodies. */
export const WRITE_BODIES_SQL = `
  UPDATE webhook_bodies b SET body = n.body
  FROM unnest($1::uuid[], $2::uuid[], $3::date[], $4::bytea[]) AS n(tenant_id, event_id, received_on, body)
  WHERE b.tenant_id = n.tenant_id AND b.event_id = n.event_id AND b.received_on = n.received_on`;
