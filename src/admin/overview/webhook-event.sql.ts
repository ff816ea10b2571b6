import { HIGHEST_ID, windowedSql } from '../../common/windowed.sql.js';
import { newestByTenantSql } from '../newest-by-tenant.sql.js';

const COLUMNS = `w.id, w.tenant_id AS "tenantId", w.provider, w.integration_id AS "integrationId", w.account,
  w.event_id AS "eventId", w.type, w.status, w.attempts, w.duplicates, w.received_at AS "receivedAt",
  w.processed_at AS "processedAt", w.error`;

const FILTER = `($3::text IS NULL OR w.status = $3) AND ($4::text IS NULL OR w.provider = $4)`;

/** Three ways to read the list: one tenant by the primary key, dead events by their own index, all events by tenant. */
export interface WebhookEventsSql {
  ofTenant: string;
  ofDead: string;
  ofAll: string;
}

/** Newest first. $1 id before which to start, $2 limit, $3 status, $4 provider, $5 tenant. */
export function webhookEventsSql(window: number): WebhookEventsSql {
  const list = { table: 'webhook_events', columns: COLUMNS, window };
  const along = (range: string) =>
    windowedSql({
      ...list,
      range: `${range} AND w.id < coalesce($1::uuid, ${HIGHEST_ID})`,
      order: 'w.id DESC',
      filter: FILTER,
      limit: '$2',
    });
  return {
    ofTenant: along('w.tenant_id = $5'),
    ofDead: along(`$5::uuid IS NULL AND w.status = 'dead'`),
    ofAll: newestByTenantSql({ ...list, filter: `$5::uuid IS NULL AND ${FILTER}` }),
  };
}
