import { OPEN_OPERATION } from '../targets/target.machine.js';

/**
 * What became of a target at connections of the same account that were disconnected: the object, if there is one, and the time
 * since a request was sent last whose outcome is not known. The last connection comes first.
 *
 * $1 tenant, $2 integration, $3 target, $4 subject, $5 part.
 */
export const FORMER_TARGETS_SQL = `
  SELECT t.external_id AS "externalId", extract(epoch FROM clock_timestamp() - o.last_sent_at)::float8 AS "inDoubtSeconds"
  FROM integrations own
  JOIN integrations i ON i.tenant_id = $1 AND i.provider = own.provider AND i.external_account_id = own.external_account_id
    AND i.environment = own.environment AND i.status = 'disconnected' AND i.id <> own.id
  JOIN outbound_targets t ON t.tenant_id = $1 AND t.integration_id = i.id AND t.target = $3 AND t.subject = $4 AND t.part = $5
  LEFT JOIN outbound_operations o ON o.tenant_id = $1 AND o.target_id = t.id AND o.status IN (${OPEN_OPERATION})
  WHERE own.tenant_id = $1 AND own.id = $2 ORDER BY i.created_at DESC`;
