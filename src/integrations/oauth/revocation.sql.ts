/**
 * $1 tenant, $2 integration, $3 field, $4 kid, $5 wrapped key, $6 ciphertext, $7 delay in ms. Has no effect if the row
 * exists.
 */
export const INSERT_SQL = `
  INSERT INTO consent_revocations (tenant_id, integration_id, field, kid, wrapped_key, ciphertext, due_at)
  VALUES ($1, $2, $3, $4, $5, $6, now() + $7 * interval '1 millisecond') ON CONFLICT DO NOTHING`;

/** Taking a row sets when it is due again, so a row whose worker dies is taken again later. $1 delays in ms. */
const take = (which: string): string => `
  WITH chosen AS MATERIALIZED (
    SELECT tenant_id, integration_id FROM consent_revocations WHERE ${which}
  )
  UPDATE consent_revocations r SET attempts = r.attempts + 1,
    due_at = now() + ($1::int[])[least(r.attempts + 1, cardinality($1::int[]))] * interval '1 millisecond'
  FROM chosen c JOIN integrations i ON i.tenant_id = c.tenant_id AND i.id = c.integration_id
  WHERE r.tenant_id = c.tenant_id AND r.integration_id = c.integration_id
  RETURNING r.tenant_id AS "tenantId", r.integration_id AS "integrationId", r.attempts, r.kid,
    r.wrapped_key AS "wrappedKey", r.ciphertext, i.provider, i.external_account_id AS "externalAccountId", i.environment,
    i.auth_method AS "authMethod"`;

/** $2 number of rows. */
export const TAKE_DUE_SQL = take(`due_at <= now() ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED`);

/** $2 tenant, $3 integration. */
export const TAKE_ONE_SQL = take(`tenant_id = $2 AND integration_id = $3 FOR UPDATE SKIP LOCKED`);

/**
 * Whether any tenant uses the account, including the one that has disconnected it: it may have connected it again. $1
 * provider, $2 account.
 */
export const USED_ELSEWHERE_SQL = `
  SELECT FROM integrations WHERE provider = $1 AND external_account_id = $2 AND status <> 'disconnected'
    AND auth_method <> 'key' LIMIT 1`;

/** $1 tenant, $2 integration. */
export const REMOVE_SQL = `DELETE FROM consent_revocations WHERE tenant_id = $1 AND integration_id = $2`;
