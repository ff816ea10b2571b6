/** $3 hashes, $4 states, $5 times, $6 evidence. In the order of the keys, so that two writers cannot deadlock. */
const STATEMENTS = `
  said AS MATERIALIZED (
    SELECT DISTINCT ON (s.hash) s.* FROM unnest($3::bytea[], $4::text[], $5::timestamptz[], $6::jsonb[])
      AS s(hash, state, stated_at, evidence)
    ORDER BY s.hash, s.stated_at DESC, s.state = 'revoked' DESC
  )`;

const IS_ERASED = `evidence @> '{"reason": "erased"}'`;

/**
 * The newest statement counts. Of two of one time the revocation does. Who was forgotten, or has said to the provider that they
 * leave, stays so until the platform says when they consented again. $1 tenant, $2 integration.
 */
export const STATE_SQL = `
  WITH ${STATEMENTS}
  INSERT INTO outbound_consents AS c (tenant_id, integration_id, address_hash, state, source, stated_at, evidence)
  SELECT $1, $2, s.hash, s.state, 'platform', s.stated_at, s.evidence FROM said s ORDER BY s.hash
  ON CONFLICT (tenant_id, integration_id, address_hash) DO UPDATE SET state = EXCLUDED.state, source = EXCLUDED.source,
    stated_at = EXCLUDED.stated_at, evidence = EXCLUDED.evidence, position = DEFAULT
  WHERE (EXCLUDED.stated_at > c.stated_at
      OR EXCLUDED.stated_at = c.stated_at AND EXCLUDED.state = 'revoked' AND c.state <> 'revoked')
    AND NOT (c.${IS_ERASED} AND NOT EXCLUDED.evidence ? 'consentAt')
    AND NOT (c.source = 'provider' AND c.state = 'revoked' AND EXCLUDED.state <> 'revoked' AND NOT EXCLUDED.evidence ? 'consentAt')`;

/** $1 tenant, $2 integrations, $3 hashes. A provider's clock may be ahead of ours. */
export const FORGET_SQL = `
  INSERT INTO outbound_consents AS c (tenant_id, integration_id, address_hash, state, source, stated_at, evidence)
  SELECT DISTINCT $1::uuid, i.id, h.hash, 'revoked', 'platform', clock_timestamp(), '{"reason": "erased"}'::jsonb
  FROM unnest($2::uuid[]) AS i(id), unnest($3::bytea[]) AS h(hash) ORDER BY i.id, h.hash
  ON CONFLICT (tenant_id, integration_id, address_hash) DO UPDATE SET state = EXCLUDED.state, source = EXCLUDED.source,
    stated_at = greatest(EXCLUDED.stated_at, c.stated_at), evidence = EXCLUDED.evidence, position = DEFAULT`;

/** A statement that says the same as what is known is no news. Of two of one time the revocation counts. $1 tenant, $2 integration. */
export const LEARN_SQL = `
  WITH ${STATEMENTS}, news AS MATERIALIZED (
    SELECT s.* FROM said s
    JOIN outbound_consents k ON k.tenant_id = $1 AND k.integration_id = $2 AND k.address_hash = s.hash
    WHERE s.state <> k.state AND (s.stated_at > k.stated_at OR s.stated_at = k.stated_at AND s.state = 'revoked') ORDER BY s.hash FOR NO KEY UPDATE OF k
  )
  UPDATE outbound_consents c SET state = n.state, source = 'provider', stated_at = n.stated_at, evidence = n.evidence,
    position = DEFAULT
  FROM news n WHERE c.tenant_id = $1 AND c.integration_id = $2 AND c.address_hash = n.hash`;

/**
 * When addresses were left whose last word that is, epoch ms, and whether a contact has said so. $1 tenant, $2 integration,
 * $3 hashes.
 */
export const REVOCATIONS_SQL = `
  SELECT encode(address_hash, 'hex') AS hash, (extract(epoch FROM stated_at) * 1000)::float8 AS at,
    source = 'platform' AND NOT ${IS_ERASED} AS "isOfContact"
  FROM outbound_consents
  WHERE tenant_id = $1 AND integration_id = $2 AND address_hash = ANY ($3::bytea[]) AND state = 'revoked'`;

/** When addresses were forgotten last, by any integration of the tenant. $1 tenant, $2 hashes. */
export const FORGOTTEN_SQL = `
  SELECT extract(epoch FROM max(stated_at))::float8 * 1000 AS at FROM outbound_consents
  WHERE tenant_id = $1 AND address_hash = ANY ($2::bytea[]) AND ${IS_ERASED}`;
