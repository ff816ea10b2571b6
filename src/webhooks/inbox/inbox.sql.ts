/** One round trip. The function is defined in `database/functions`. */
export const RECEIVE_SQL = `
  SELECT n, tenant_id AS "tenantId", id, integration_id AS "integrationId", fresh, open
  FROM receive_webhook_events($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`;
