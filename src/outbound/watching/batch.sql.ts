import { seenStatusSql } from '../targets/target.status.js';

/** $1 tenant, $2 batch. */
export const BATCH_SQL = `
  SELECT id, entity, caller, integration_ids AS "integrationIds", platform_ids AS "platformIds", stale, rejected,
    CASE WHEN status = 'planning' THEN 'received' ELSE status END AS status, error, received_at AS "receivedAt",
    planned_at AS "plannedAt"
  FROM outbound_batches WHERE tenant_id = $1 AND id = $2`;

/** The targets that the items of a batch feed. $1 tenant, $2 entity, $3 platform ids, $4 integrations or NULL. */
const OF_ITEMS = `
  FROM unnest($3::text[]) WITH ORDINALITY AS i(platform_id, n)
  JOIN outbound_sources s ON s.tenant_id = $1 AND s.entity = $2 AND s.platform_id = i.platform_id
  JOIN outbound_targets t ON t.tenant_id = $1 AND t.id = s.target_id
  WHERE ($4::uuid[] IS NULL OR t.integration_id = ANY ($4))`;

export interface BatchSql {
  /** In the order of the items. $5 limit. */
  targets: string;
  /** How many targets there are, by status. Each counts once, however many items feed it. */
  counts: string;
}

export function batchSql(reportedAfterSeconds: number): BatchSql {
  const status = seenStatusSql('t', reportedAfterSeconds);
  return {
    targets: `
      SELECT i.n::int - 1 AS index, t.id, t.integration_id AS "integrationId", t.provider, t.target, t.part, ${status} AS status,
        t.reason->>'code' AS code ${OF_ITEMS} ORDER BY i.n, t.id LIMIT $5`,
    counts: `SELECT ${status} AS status, count(DISTINCT t.id)::int AS count ${OF_ITEMS} GROUP BY 1`,
  };
}
