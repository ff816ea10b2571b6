import { OPEN_OPERATION } from '../targets/target.machine.js';
import { FORMER_CONNECTIONS } from '../targets/target.sql.js';

/**
 * What became of a target at connections of the same account that were disconnected: the object, if there is one, and whether
 * the hub has made it; and the time since a request was sent last whose outcome is not known. The last connection comes first.
 *
 * $1 tenant, $2 integration, $3 target, $4 subject, $5 part.
 */
export const FORMER_TARGETS_SQL = `
  SELECT t.external_id AS "externalId", t.link, extract(epoch FROM clock_timestamp() - o.last_sent_at)::float8 AS "inDoubtSeconds"
  FROM (${FORMER_CONNECTIONS('$1', '$2')}) i
  JOIN outbound_targets t ON t.tenant_id = $1 AND t.integration_id = i.id AND t.target = $3 AND t.subject = $4 AND t.part = $5
  LEFT JOIN outbound_operations o ON o.tenant_id = $1 AND o.target_id = t.id AND o.status IN (${OPEN_OPERATION})
  ORDER BY i.created_at DESC`;
