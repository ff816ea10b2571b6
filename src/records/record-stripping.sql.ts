/**
 * The next rows by primary key, with the content of those that may hold something.
 * $1..$4 the key to go on after, $5 LIKE patterns, $6 how many rows, $7 how many bytes.
 */
export const READ_RECORDS_SQL = `
  SELECT r.tenant_id AS "tenantId", r.integration_id AS "integrationId", r.type, r.external_id AS "externalId",
    r.version::text AS version, r.hash::text AS hash, c.raw,
    (SELECT i.provider FROM integrations i WHERE i.tenant_id = r.tenant_id AND i.id = r.integration_id) AS provider
  FROM (
    SELECT n.*, sum(pg_column_size(n.raw)) OVER (ORDER BY tenant_id, integration_id, type, external_id)
      - pg_column_size(n.raw) AS bytes_before
    FROM (
      SELECT * FROM records WHERE (tenant_id, integration_id, type, external_id) > ($1::uuid, $2::uuid, $3, $4)
      ORDER BY tenant_id, integration_id, type, external_id LIMIT $6
    ) n
  ) r
  LEFT JOIN LATERAL (SELECT t.raw FROM (SELECT r.raw::text AS raw) t WHERE t.raw LIKE ANY ($5::text[])) c ON true
  WHERE r.bytes_before < $7
  ORDER BY r.tenant_id, r.integration_id, r.type, r.external_id`;

/**
 * Changes the content and its hash and nothing else, so it does not count as a change. What was written meanwhile was
 * stripped by its writer, and is left alone. $1..$6 columns of keys, versions and hashes, $7 JSON array of contents.
 */
export const WRITE_RECORDS_SQL = `
  UPDATE records r SET raw = n.raw, hash = jsonb_hash_extended(n.raw, 0)
  FROM ROWS FROM (unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::bigint[]),
    jsonb_array_elements($7::jsonb)) AS n(tenant_id, integration_id, type, external_id, version, hash, raw)
  WHERE r.tenant_id = n.tenant_id AND r.integration_id = n.integration_id AND r.type = n.type
    AND r.external_id = n.external_id AND r.version = n.version AND r.hash = n.hash`;
