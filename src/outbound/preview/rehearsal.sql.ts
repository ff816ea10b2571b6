import { OUTBOUND_TARGET_TABLE } from '../targets/outbound-target.table.js';

/**
 * The targets that a batch has written. In the order of the ids. $1 tenant, $2 batch, $3 entity, $4 platform ids, $5 targets by
 * name or NULL, $6 limit.
 */
export const WRITTEN_SQL = `
  SELECT ${OUTBOUND_TARGET_TABLE.columns}, w.status, w.reason,
    ARRAY(SELECT s.platform_id FROM outbound_sources s WHERE s.tenant_id = $1 AND s.target_id = w.id AND s.entity = $3
      AND s.platform_id = ANY ($4::text[])) AS "ofItems"
  FROM outbound_targets w
  WHERE w.tenant_id = $1 AND w.batch_ids @> ARRAY[$2::uuid] AND ($5::text[] IS NULL OR w.target = ANY ($5))
    AND w.id = ANY (ARRAY(SELECT s.target_id FROM outbound_sources s
      WHERE s.tenant_id = $1 AND s.entity = $3 AND s.platform_id = ANY ($4::text[])))
  ORDER BY w.id LIMIT $6`;
