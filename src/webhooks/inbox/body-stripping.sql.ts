/** Tables of bodies. The second table has bodies that outlive the partition of their day. */
export const BODY_TABLES = ['webhook_bodies', 'webhook_bodies_kept'] as const;
export type BodyTable = (typeof BODY_TABLES)[number];

/**
 * An unreadable event may hold names in another encoding, so its whole body is searched.
 * $1..$3 the key after which to continue, $4 LIKE patterns, $5 number of rows, $6 number of bytes, $7 type of
 * unreadable events.
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
