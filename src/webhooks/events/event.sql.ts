import { HIGHEST_ID, windowedSql } from '../../common/windowed.sql.js';
import { EVENT_COLUMNS } from './event.dto.js';

/**
 * The lowest id of an event received at $6 or later. Without $6, the lowest possible id. An id begins with the
 * millisecond of its creation, and the same statement set the time of receipt. The minute allows for clocks that are
 * set back.
 */
const LOWEST_ID_SINCE = `
  (lpad(to_hex(floor(extract(epoch FROM greatest($6::timestamptz - interval '1 minute', 'epoch'))
    * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid`;

/**
 * Newest first, along the primary key. $1 tenant, $2 provider, $3 status, $4 integration, $5 type, $6 received at or
 * after, $7 id before which to start, $8 limit.
 */
export function listEventsSql(window: number): string {
  return windowedSql({
    table: 'webhook_events',
    range: `w.tenant_id = $1 AND w.id >= ${LOWEST_ID_SINCE} AND w.id < coalesce($7::uuid, ${HIGHEST_ID})`,
    order: 'w.id DESC',
    filter: `($2::text IS NULL OR w.provider = $2) AND ($3::text IS NULL OR w.status = $3)
      AND ($4::uuid IS NULL OR w.integration_id = $4) AND ($5::text IS NULL OR w.type = $5)
      AND ($6::timestamptz IS NULL OR w.received_at >= $6)`,
    columns: EVENT_COLUMNS,
    limit: '$8',
    window,
  });
}

/**
 * Whether event `w` of tenant $1 has a body: in the partition of its day, or copied when that partition was dropped.
 */
export const HAS_BODY = `(
  EXISTS (SELECT FROM webhook_bodies b
    WHERE b.tenant_id = $1 AND b.event_id = w.id AND b.received_on = w.received_on)
  OR EXISTS (SELECT FROM webhook_bodies_kept k WHERE k.tenant_id = $1 AND k.event_id = w.id))`;

/** $1 tenant, $2 id. */
export const HAS_BODY_SQL = `SELECT w.id FROM webhook_events w WHERE w.tenant_id = $1 AND w.id = $2 AND ${HAS_BODY}`;

/** Keeps the original error code beside the code `discarded`. $1 tenant, $2 id. */
export const DISCARD_EVENT_SQL = `
  UPDATE webhook_events SET status = 'ignored', processed_at = coalesce(processed_at, now()), error =
    coalesce(error, '{"message":"Discarded by an administrator"}'::jsonb)
    || jsonb_build_object('code', 'discarded', 'originalCode', error->>'code')
  WHERE tenant_id = $1 AND id = $2 AND status = 'dead'`;
