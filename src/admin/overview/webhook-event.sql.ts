import { windowedSql } from '../../common/windowed.sql.js';

const COLUMNS = `w.id, w.tenant_id AS "tenantId", w.provider, w.integration_id AS "integrationId", w.account,
  w.event_id AS "eventId", w.type, w.status, w.attempts, w.duplicates, w.received_at AS "receivedAt",
  w.processed_at AS "processedAt", w.error, to_char(w.received_on, 'YYYY-MM-DD') || '/' || w.id AS position`;

const FILTER = `($3::text IS NULL OR w.status = $3) AND ($4::text IS NULL OR w.provider = $4)`;

/** After every position, so that the first page is the same statement as the others. */
const LAST = 'infinity/ffffffff-ffff-ffff-ffff-ffffffffffff';
const part = (n: 1 | 2) => `split_part(coalesce($1::text, '${LAST}'), '/', ${n})`;

/** Newest first. $1 position before which to start, $2 limit, $3 status, $4 provider, $5 tenant. */
export function webhookEventsSql(window: number): { ofTenant: string; ofAll: string } {
  const list = { table: 'webhook_events', columns: COLUMNS, filter: FILTER, limit: '$2', window };
  return {
    ofTenant: windowedSql({ ...list, range: `w.tenant_id = $5 AND w.id < ${part(2)}::uuid`, order: 'w.id DESC' }),
    ofAll: windowedSql({
      ...list,
      range: `$5::uuid IS NULL AND (w.received_on, w.id) < (${part(1)}::date, ${part(2)}::uuid)`,
      order: 'w.received_on DESC, w.id DESC',
    }),
  };
}
