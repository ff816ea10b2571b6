/** $3 hashes, $4 states, $5 times, $6 evidence. In the order of the keys, so that two writers cannot deadlock. */
const statements = (order: string): string => `
  said AS MATERIALIZED (
    SELECT DISTINCT ON (s.hash) s.* FROM unnest($3::bytea[], $4::text[], $5::timestamptz[], $6::jsonb[])
      AS s(hash, state, stated_at, evidence)
    ORDER BY s.hash, ${order}
  )`;

const NEWEST_FIRST = `s.stated_at DESC, s.state = 'revoked' DESC`;

const IS_ERASED = `evidence @> '{"reason": "erased"}'`;

/** When the address of a row `c` was forgotten: a later word outdoes that here, but no older consent at any other account. */
const ERASURE = `CASE WHEN c.${IS_ERASED} THEN jsonb_build_object('erasedAt', c.stated_at)
    WHEN c.evidence ? 'erasedAt' THEN jsonb_build_object('erasedAt', c.evidence->'erasedAt') ELSE '{}' END`;

/** A consent that is pending or unknown since no time that is known: that outdoes no revocation, and hides none. */
const saysNothing = (row: string): string =>
  `(${row}.source = 'platform' AND ${row}.state IN ('pending', 'unknown') AND NOT ${row}.evidence ? 'consentAt')`;

/**
 * The newest statement counts. Of two of one time the revocation does. Who was forgotten, or has said to the provider that they
 * leave, stays so until the platform says when they consented again. A consent that is ahead of our clock was given by now: what
 * is said after it must not be taken for older. The same consent is no news when it comes again. $1 tenant, $2 integration.
 */
export const STATE_SQL = `
  WITH ${statements(`s.state IN ('pending', 'unknown') AND NOT s.evidence ? 'consentAt', ${NEWEST_FIRST}`)}
  INSERT INTO outbound_consents AS c (tenant_id, integration_id, address_hash, state, source, stated_at, evidence)
  SELECT $1, $2, s.hash, s.state, 'platform', least(s.stated_at, clock_timestamp()), s.evidence FROM said s ORDER BY s.hash
  ON CONFLICT (tenant_id, integration_id, address_hash) DO UPDATE SET state = EXCLUDED.state, source = EXCLUDED.source,
    stated_at = EXCLUDED.stated_at, evidence = EXCLUDED.evidence || ${ERASURE}, position = DEFAULT
  WHERE (EXCLUDED.stated_at > c.stated_at
      OR EXCLUDED.stated_at = c.stated_at AND EXCLUDED.state = 'revoked' AND c.state <> 'revoked'
      OR EXCLUDED.state = 'revoked' AND ${saysNothing('c')})
    AND NOT (c.state = 'revoked' AND ${saysNothing('EXCLUDED')})
    AND NOT (c.${IS_ERASED} AND NOT EXCLUDED.evidence ? 'consentAt')
    AND NOT (c.source = 'provider' AND c.state = 'revoked' AND EXCLUDED.state <> 'revoked' AND NOT EXCLUDED.evidence ? 'consentAt')
    AND NOT (c.state = 'granted' AND EXCLUDED.state = 'granted' AND EXCLUDED.evidence ? 'consentAt'
      AND c.evidence->'consentAt' IS NOT DISTINCT FROM EXCLUDED.evidence->'consentAt')`;

/** $1 tenant, $2 integrations, $3 hashes. A provider's clock may be ahead of ours. */
export const FORGET_SQL = `
  INSERT INTO outbound_consents AS c (tenant_id, integration_id, address_hash, state, source, stated_at, evidence)
  SELECT DISTINCT $1::uuid, i.id, h.hash, 'revoked', 'platform', clock_timestamp(), '{"reason": "erased"}'::jsonb
  FROM unnest($2::uuid[]) AS i(id), unnest($3::bytea[]) AS h(hash) ORDER BY i.id, h.hash
  ON CONFLICT (tenant_id, integration_id, address_hash) DO UPDATE SET state = EXCLUDED.state, source = EXCLUDED.source,
    stated_at = greatest(EXCLUDED.stated_at, c.stated_at), evidence = EXCLUDED.evidence, position = DEFAULT`;

/**
 * A statement that says the same as what is known is no news. Of two of one time the revocation counts, and providers tell whole
 * seconds. A revocation is not older than the consent that it ends, whose time may be ahead. $1 tenant, $2 integration.
 */
export const LEARN_SQL = `
  WITH ${statements(NEWEST_FIRST)}, news AS MATERIALIZED (
    SELECT s.* FROM said s
    JOIN outbound_consents k ON k.tenant_id = $1 AND k.integration_id = $2 AND k.address_hash = s.hash
    WHERE s.state <> k.state AND (s.stated_at > k.stated_at OR s.state = 'revoked' AND s.stated_at >= date_trunc('second', k.stated_at)) ORDER BY s.hash FOR NO KEY UPDATE OF k
  )
  UPDATE outbound_consents c SET state = n.state, source = 'provider', evidence = n.evidence || ${ERASURE}, position = DEFAULT,
    stated_at = CASE WHEN n.state = 'revoked' THEN greatest(n.stated_at, c.stated_at, (c.evidence->>'consentAt')::timestamptz) ELSE n.stated_at END
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
  SELECT extract(epoch FROM max(f.at))::float8 * 1000 AS at FROM (
    SELECT stated_at AS at FROM outbound_consents
    WHERE tenant_id = $1 AND address_hash = ANY ($2::bytea[]) AND ${IS_ERASED}
    UNION ALL
    SELECT (c.evidence->>'erasedAt')::timestamptz FROM integrations i
    JOIN outbound_consents c ON c.tenant_id = $1 AND c.integration_id = i.id AND c.address_hash = ANY ($2::bytea[])
    WHERE i.tenant_id = $1 AND c.evidence ? 'erasedAt') f`;
