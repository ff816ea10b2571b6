import { definerSql } from './definer.sql.js';

/**
 * Finds an endpoint by the hash of its token, because the tenant of a delivery is not known yet. Returns one row for
 * each valid secret, or one row without a secret. $1 provider, $2 hash.
 */
export const FIND_WEBHOOK_ENDPOINT_SQL = definerSql({
  name: 'find_webhook_endpoint',
  parameters: 'of_provider text, of_token_hash bytea',
  returns: `TABLE (tenant_id uuid, integration_id uuid, endpoint_id uuid, external_account_id text, secret_id uuid,
    kid text, wrapped_key bytea, ciphertext bytea)`,
  body: `
    RETURN QUERY
    SELECT e.tenant_id, e.integration_id, e.id, i.external_account_id, s.id, s.kid, s.wrapped_key, s.ciphertext
    FROM webhook_endpoints e JOIN integrations i ON i.tenant_id = e.tenant_id AND i.id = e.integration_id
    LEFT JOIN webhook_endpoint_secrets s ON s.tenant_id = e.tenant_id AND s.endpoint_id = e.id
      AND (s.expires_at IS NULL OR s.expires_at > now())
    WHERE e.provider = of_provider AND e.token_hash = of_token_hash;`,
});
