/**
 * Exports are compressed, so each one must be read to search it.
 * $1..$3 the key to go on after, $4 how many rows, $5 how many bytes.
 */
export const READ_EXPORTS_SQL = `
  SELECT e.tenant_id AS "tenantId", e.run_id AS "runId", e.part, e.content,
    (SELECT r.provider FROM sync_runs r WHERE r.tenant_id = e.tenant_id AND r.id = e.run_id) AS provider
  FROM (
    SELECT n.*, sum(octet_length(n.content)) OVER (ORDER BY tenant_id, run_id, part)
      - octet_length(n.content) AS bytes_before
    FROM (
      SELECT * FROM run_exports WHERE (tenant_id, run_id, part) > ($1::uuid, $2::uuid, $3::int)
      ORDER BY tenant_id, run_id, part LIMIT $4
    ) n
  ) e WHERE e.bytes_before < $5 ORDER BY e.tenant_id, e.run_id, e.part`;

/** $1..$3 columns of keys, $4 contents. */
export const WRITE_EXPORTS_SQL = `
  UPDATE run_exports e SET content = n.content
  FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::bytea[]) AS n(tenant_id, run_id, part, content)
  WHERE e.tenant_id = n.tenant_id AND e.run_id = n.run_id AND e.part = n.part`;
