import { SCHEDULE_COLUMNS } from './schedule.row.js';

/**
 * Several schedulers share the due rows between them: what one holds, another skips. They are taken by their index before
 * anything is joined to them, so that the cost does not depend on how many there are. $1 limit.
 */
export const TAKE_DUE_SCHEDULES_SQL = `
  WITH due AS MATERIALIZED (
    SELECT * FROM sync_schedules WHERE NOT paused AND next_at <= now()
    ORDER BY next_at LIMIT $1 FOR UPDATE SKIP LOCKED
  )
  SELECT ${SCHEDULE_COLUMNS}, i.provider, i.status, now() AS now
  FROM due s JOIN integrations i ON i.tenant_id = s.tenant_id AND i.id = s.integration_id`;

/**
 * Opens the runs of due schedules and moves all of them on. A schedule of which a run is live already opens none; that one
 * does. One that was to read everything stays due to do so. $1 tenants, $2 integrations, $3 sync types, $4 modes,
 * $5 providers, $6 next times, $7 next times to read everything, $8 whether to open a run, $9 queue, $10 job.
 */
export const ADVANCE_SCHEDULES_SQL = `
  WITH due AS MATERIALIZED (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::timestamptz[],
      $7::timestamptz[], $8::boolean[])
      AS d(tenant_id, integration_id, sync_type, mode, provider, next_at, next_full_at, opens)
  ), opened AS (
    INSERT INTO sync_runs (tenant_id, id, integration_id, provider, sync_type, mode, operation, trigger, queue, job,
      status, due_at, hinted_at)
    SELECT tenant_id, new_id(), integration_id, provider, sync_type, mode, 'sync', 'schedule', $9, $10,
      'queued', now(), now() FROM due WHERE opens
    ON CONFLICT (tenant_id, integration_id, sync_type, operation) WHERE status IN ('queued', 'running') DO NOTHING
    RETURNING tenant_id, id, integration_id, sync_type
  ), advanced AS (
    UPDATE sync_schedules s SET next_at = d.next_at, last_run_id = coalesce(o.id, s.last_run_id),
      next_full_at = CASE WHEN o.id IS NULL THEN s.next_full_at ELSE d.next_full_at END
    FROM due d LEFT JOIN opened o USING (tenant_id, integration_id, sync_type)
    WHERE s.tenant_id = d.tenant_id AND s.integration_id = d.integration_id AND s.sync_type = d.sync_type
  )
  SELECT tenant_id AS "tenantId", id FROM opened`;
