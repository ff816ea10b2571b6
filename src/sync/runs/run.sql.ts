import { RUN_COLUMNS } from './run.row.js';

/** At most one live run an integration, sync type and operation: a second INSERT finds the first. */
export const INSERT_RUN_SQL = `
  INSERT INTO sync_runs AS w (tenant_id, id, integration_id, provider, sync_type, mode, operation, trigger, queue, job,
    request_id, trace_context, status, due_at, hinted_at)
  VALUES ($1, new_id(), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'queued', now(), now())
  ON CONFLICT (tenant_id, integration_id, sync_type, operation) WHERE status IN ('queued', 'running') DO NOTHING
  RETURNING ${RUN_COLUMNS}`;

/** Somebody asks for it again, so one that waits for its next try need not wait any longer. */
export const LIVE_RUN_SQL = `
  UPDATE sync_runs w SET due_at = CASE WHEN w.status = 'queued' THEN least(w.due_at, now()) ELSE w.due_at END,
    deferred = w.deferred AND w.status <> 'queued'
  WHERE w.tenant_id = $1 AND w.integration_id = $2 AND w.sync_type = $3 AND w.operation = $4
    AND w.status IN ('queued', 'running')
  RETURNING ${RUN_COLUMNS}`;

/** The worker that executes a run reads it with its next heartbeat; a queued one ends when it is claimed. */
export const CANCEL_ALL_SQL = `
  UPDATE sync_runs SET cancel_requested = true
  WHERE tenant_id = $1 AND integration_id = $2 AND status IN ('queued', 'running')`;

/** $1 tenant, $2 id. */
export const DISCARD_RUN_SQL = `
  UPDATE sync_runs SET discarded = true WHERE tenant_id = $1 AND id = $2 AND status = 'failed' AND NOT discarded`;
