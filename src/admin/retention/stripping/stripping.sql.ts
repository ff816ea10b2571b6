import type { ErrorColumn } from './error.columns.js';

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

/** Tables of bodies: the second has those that outlive the partition of their day. */
export const BODY_TABLES = ['webhook_bodies', 'webhook_bodies_kept'] as const;
export type BodyTable = (typeof BODY_TABLES)[number];

/**
 * Names may be in another encoding in a body that could not be read, so all of it is looked at.
 * $1..$3 the key to go on after, $4 LIKE patterns, $5 how many rows, $6 how many bytes, $7 type of unreadable events.
 */
export const readBodiesSql = (table: BodyTable): string => `
  SELECT b.tenant_id AS "tenantId", b.event_id AS "eventId", b.received_on::text AS "receivedOn",
    CASE WHEN w.type IS NULL OR w.type = $7 OR b.body LIKE ANY ($4::bytea[]) THEN b.body END AS body, w.provider, w.type
  FROM (
    SELECT n.*, sum(octet_length(n.body)) OVER (ORDER BY tenant_id, event_id, received_on)
      - octet_length(n.body) AS bytes_before
    FROM (
      SELECT * FROM ${table} WHERE (tenant_id, event_id, received_on) > ($1::uuid, $2::uuid, $3::date)
      ORDER BY tenant_id, event_id, received_on LIMIT $5
    ) n
  ) b LEFT JOIN webhook_events w ON w.tenant_id = b.tenant_id AND w.id = b.event_id
  WHERE b.bytes_before < $6
  ORDER BY b.tenant_id, b.event_id, b.received_on`;

/** $1..$3 columns of keys, $4 bodies. */
export const writeBodiesSql = (table: BodyTable): string => `
  UPDATE ${table} b SET body = n.body
  FROM unnest($1::uuid[], $2::uuid[], $3::date[], $4::bytea[]) AS n(tenant_id, event_id, received_on, body)
  WHERE b.tenant_id = n.tenant_id AND b.event_id = n.event_id AND b.received_on = n.received_on`;

/** Compressed, so their content is unknown. $1..$3 the key to go on after, $4 how many rows, $5 how many bytes. */
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

/** $1 the key to go on after, $2 how many rows. */
export function readErrorsSql({ table, column, key, provider }: ErrorColumn): string {
  const columns = key.map((part) => part.column).join(', ');
  const after = key.map(({ type }, i) => `($1::text[])[${i + 1}]::${type}`).join(', ');
  const texts = key.map((part) => `t.${part.column}::text`).join(', ');
  return `
  SELECT ARRAY[${texts}] AS key, t.${column}::text AS error, ${provider} AS provider
  FROM (SELECT * FROM ${table} WHERE (${columns}) > (${after}) ORDER BY ${columns} LIMIT $2) t
  ORDER BY ${columns}`;
}

/** What has failed again meanwhile is left alone. $1.. columns of keys, then the errors as they were, then as they become. */
export function writeErrorsSql({ table, column, key }: ErrorColumn): string {
  const { length } = key;
  const arrays = Array.from({ length: length + 2 }, (_, i) => `$${i + 1}::text[]`).join(', ');
  const names = [...key.map((_, i) => `k${i}`), 'old', 'new'].join(', ');
  const isRow = key.map((part, i) => `t.${part.column} = n.k${i}::${part.type}`).join(' AND ');
  return `
  UPDATE ${table} t SET ${column} = n.new::jsonb FROM unnest(${arrays}) AS n(${names})
  WHERE ${isRow} AND t.${column} = n.old::jsonb`;
}
