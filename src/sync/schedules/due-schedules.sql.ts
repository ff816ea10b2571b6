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
 * does. $1 tenants, $2 integrations, $3 sync types, $4 providers, $5 next times, $6 whether to open a run, $7 queue, $8 job.
 */
export const ADVANCE_SCHEDULES_SQL = `
  WITH due AS MATERIALIZED (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::boolean[])
      AS d(tenant_id, integration_id, sync_type, provider, next_at, opens)
  ), opened AS (
    INSERT INTO sync_runs (tenant_id, id, integration_id, provider, sync_type, mode, operation, trigger, queue, job,
      status, due_at, hinted_at)
    SELECT tenant_id, new_id(), integration_id, provider, sync_type, 'incremental', 'sync', 'schedule', $7, $8,
      'queued', now(), now() FROM due WHERE opens
    ON CONFLICT (tenant_id, integration_id, sync_type, operation) WHERE status IN ('queued', 'running') DO NOTHING
    RETURNING tenant_id, id, integration_id, sync_type
  ), advanced AS (
    UPDATE sync_schedules s SET next_at = d.next_at, last_run_id = coalesce(o.id, s.last_run_id)
    FROM due d LEFT JOIN opened o USING (tenant_id, integration_id, sync_type)
    WHERE s.tenant_id = d.tenant_id AND s.integration_id = d.integration_id AND s.sync_type = d.sync_type
  )
  SELECT tenant_id AS "tenantId", id FROM opened`;
