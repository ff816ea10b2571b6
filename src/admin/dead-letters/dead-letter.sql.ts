import { HIGHEST_ID } from '../../common/windowed.sql.js';
import { DISCARD_NOTIFICATION_SQL } from '../../notifications/deliveries/delivery.sql.js';
import { DISCARD_TARGET_SQL } from '../../outbound/targets/target.sql.js';
import { DISCARD_RUN_SQL } from '../../sync/runs/run.sql.js';
import { DISCARD_EVENT_SQL } from '../../webhooks/events/event.sql.js';
import type { DeadLetterKind } from './dead-letter.dto.js';

const SHARED = `w.id, w.tenant_id AS "tenantId", w.integration_id AS "integrationId", w.provider, w.error, w.attempts`;

/** Reads an index that holds dead rows only, so every page is full. */
const newestDeadSql = (table: string, isDead: string, columns: string) => `
  SELECT ${columns} FROM ${table} w WHERE ${isDead} AND w.id < coalesce($1::uuid, ${HIGHEST_ID}) ORDER BY w.id DESC LIMIT $2`;

const WEBHOOKS_SQL = newestDeadSql(
  'webhook_events',
  `w.status = 'dead'`,
  `'webhook' AS kind, ${SHARED}, w.type, NULL AS "syncType", w.received_at AS "createdAt"`,
);

const RUNS_SQL = newestDeadSql(
  'sync_runs',
  `w.status = 'failed' AND NOT w.discarded`,
  `'run' AS kind, ${SHARED}, NULL AS type, w.sync_type AS "syncType", w.created_at AS "createdAt"`,
);

const NOTIFICATIONS_SQL = newestDeadSql(
  'notifications',
  `w.status = 'dead' AND NOT w.discarded`,
  `'notification' AS kind, w.id, w.tenant_id AS "tenantId", (w.body::jsonb #>> '{data,integrationId}')::uuid
    AS "integrationId", w.body::jsonb #>> '{data,provider}' AS provider, w.error, w.attempts, w.type, NULL AS "syncType",
    w.created_at AS "createdAt"`,
);

/** In the order of the ids, which are hashes. The reason says why it was given up. */
const PUSHES_SQL = newestDeadSql(
  'outbound_targets',
  `w.status = 'dead'`,
  `'push' AS kind, w.id, w.tenant_id AS "tenantId", w.integration_id AS "integrationId", w.provider,
    coalesce(w.reason, w.error) AS error, w.attempts, w.target AS type, NULL AS "syncType", w.created_at AS "createdAt"`,
);

/** Newest first, except pushes. $1 id before which to start, $2 limit. */
export const LIST_SQL: Record<DeadLetterKind | 'all', string> = {
  webhook: WEBHOOKS_SQL,
  run: RUNS_SQL,
  notification: NOTIFICATIONS_SQL,
  push: PUSHES_SQL,
  all: `SELECT * FROM ((${WEBHOOKS_SQL}) UNION ALL (${RUNS_SQL}) UNION ALL (${NOTIFICATIONS_SQL})
    UNION ALL (${PUSHES_SQL})) l ORDER BY id DESC LIMIT $2`,
};

/** The tenant of a dead letter. Returns no row if the work is no longer a dead letter. $1 id. */
export const OWNER_SQL: Record<DeadLetterKind, string> = {
  webhook: `SELECT tenant_id AS "tenantId" FROM webhook_events WHERE status = 'dead' AND id = $1`,
  run: `SELECT tenant_id AS "tenantId" FROM sync_runs WHERE status = 'failed' AND NOT discarded AND id = $1`,
  notification: `SELECT tenant_id AS "tenantId" FROM notifications WHERE status = 'dead' AND NOT discarded AND id = $1`,
  push: `SELECT tenant_id AS "tenantId" FROM outbound_targets WHERE status = 'dead' AND id = $1`,
};

/** Runs within the tenant. $1 tenant, $2 id. */
export const DISCARD_SQL: Record<DeadLetterKind, string> = {
  webhook: DISCARD_EVENT_SQL,
  run: DISCARD_RUN_SQL,
  notification: DISCARD_NOTIFICATION_SQL,
  push: DISCARD_TARGET_SQL,
};
