import { windowedSql } from '../../common/windowed.sql.js';
import { seenStatusSql } from '../targets/target.status.js';

/** Lower than every id, so the first page uses the same statement as the others. */
const LOWEST_ID = `'00000000-0000-0000-0000-000000000000'::uuid`;

/** The columns of a target that callers see, of `outbound_targets w`. */
const targetColumns = (reportedAfterSeconds: number): string => `
  w.id, w.integration_id AS "integrationId", w.provider, w.target, w.entity, w.platform_id AS "platformId", w.part,
  ${seenStatusSql('w', reportedAfterSeconds)} AS status, w.reason, w.reason_since AS "reasonSince",
  w.wanted::float8 AS "wantedVersion", w.applied::float8 AS "appliedVersion", w.external_id AS "externalId", w.attempts,
  CASE WHEN w.status = 'pending' THEN w.due_at END AS "nextAt", w.batch_ids AS "batchIds", w.error,
  w.created_at AS "createdAt", w.updated_at AS "updatedAt"`;

export interface TargetListSql {
  /** Along the primary key. */
  ofAll: string;
  /** Along the index of what was given up. */
  ofDead: string;
  /** Only what one item feeds. $8 entities, $9 platform id. */
  ofItem: string;
}

/**
 * In the order of the ids, which are hashes of what a target is.
 *
 * $1 tenant, $2 id after which to start, $3 limit, $4 integration, $5 entity, $6 target, $7 changed at or after, $8 status;
 * for `ofItem` also $9 entities, $10 platform id.
 */
export function targetListSql(window: number, reportedAfterSeconds: number): TargetListSql {
  const list = (range: string) =>
    windowedSql({
      table: 'outbound_targets',
      range: `w.tenant_id = $1 AND w.id > coalesce($2::uuid, ${LOWEST_ID})${range}`,
      order: 'w.id',
      filter: `($4::uuid IS NULL OR w.integration_id = $4) AND ($5::text IS NULL OR w.entity = $5)
        AND ($6::text IS NULL OR w.target = $6) AND ($7::timestamptz IS NULL OR w.updated_at >= $7)
        AND ($8::text IS NULL OR ${seenStatusSql('w', reportedAfterSeconds)} = $8)`,
      columns: targetColumns(reportedAfterSeconds),
      limit: '$3',
      window,
    });
  return {
    ofAll: list(''),
    ofDead: list(` AND w.status = 'dead'`),
    ofItem: list(` AND w.id = ANY (ARRAY(SELECT s.target_id FROM outbound_sources s
      WHERE s.tenant_id = $1 AND s.entity = ANY ($9::text[]) AND s.platform_id = $10))`),
  };
}

/** $1 tenant, $2 id. */
export const findTargetSql = (reportedAfterSeconds: number): string =>
  `SELECT ${targetColumns(reportedAfterSeconds)} FROM outbound_targets w WHERE w.tenant_id = $1 AND w.id = $2`;

/** Newest first. $1 tenant, $2 target, $3 limit. */
export const OPERATIONS_SQL = `
  SELECT operation, generation, kind, version::float8 AS version, status, idempotency_key AS "idempotencyKey", reference,
    request_head AS head, kid, wrapped_key AS "wrappedKey", ciphertext, sends, first_sent_at AS "firstSentAt",
    last_sent_at AS "lastSentAt", finished_at AS "finishedAt", response, error
  FROM outbound_operations WHERE tenant_id = $1 AND target_id = $2 ORDER BY operation DESC LIMIT $3`;
