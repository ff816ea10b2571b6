import { READY_JOB, READY_TENANT, type WorkTable } from '../../work/due.sql.js';
import { RUN_COLUMNS } from './run.row.js';

export const RUNS: WorkTable = { name: 'sync_runs', waiting: 'queued', claimed: 'running', hasJobs: true };

/** At most one live run an integration, sync type and operation: a second INSERT finds the first. */
export const INSERT_RUN_SQL = `
  INSERT INTO sync_runs AS r (tenant_id, id, integration_id, provider, sync_type, mode, operation, trigger, queue, job,
    status, due_at, hinted_at)
  VALUES ($1, new_id(), $2, $3, $4, $5, $6, $7, $8, $9, 'queued', now(), now())
  ON CONFLICT (tenant_id, integration_id, sync_type, operation) WHERE status IN ('queued', 'running') DO NOTHING
  RETURNING ${RUN_COLUMNS}`;

/** Somebody asks for it again, so one that waits for its next try need not wait any longer. */
export const LIVE_RUN_SQL = `
  UPDATE sync_runs r SET due_at = CASE WHEN r.status = 'queued' THEN least(r.due_at, now()) ELSE r.due_at END,
    deferred = r.deferred AND r.status <> 'queued'
  WHERE r.tenant_id = $1 AND r.integration_id = $2 AND r.sync_type = $3 AND r.operation = $4
    AND r.status IN ('queued', 'running')
  RETURNING ${RUN_COLUMNS}`;

/**
 * $1 tenant, $2 id, $3 lease in seconds, $4 runs of a tenant at a time. An expired lease is as good as none. The
 * hint is used up, so that the next one need not wait until this one passes for lost.
 */
export const CLAIM_RUN_SQL = `
  UPDATE sync_runs r SET status = 'running', fence = r.fence + 1, due_at = now() + $3 * interval '1 second',
    deferred = true, hinted_at = NULL, started_at = coalesce(r.started_at, now())
  WHERE r.tenant_id = $1 AND r.id = $2 AND r.status IN ('queued', 'running') AND r.due_at <= now()
    AND (SELECT count(*) FROM sync_runs o WHERE o.tenant_id = $1 AND o.status = 'running' AND o.due_at > now()
      AND o.id <> $2) < $4
  RETURNING ${RUN_COLUMNS}`;

/** The job of a run that is due and was not claimed: its tenant has as many executing as its share is. */
export const DUE_JOB_SQL = `
  SELECT job FROM sync_runs WHERE tenant_id = $1 AND id = $2 AND status IN ('queued', 'running') AND due_at <= now()`;

/** A due run that could not be claimed waits for its tenant's others, out of the queue. */
export const DEFER_RUN_SQL = `
  UPDATE sync_runs SET due_at = now() + interval '1 second', deferred = true, hinted_at = NULL
  WHERE tenant_id = $1 AND id = $2 AND status IN ('queued', 'running') AND due_at <= now()`;

const waits = (tenants: string): string => `
  EXISTS (SELECT FROM sync_runs WHERE status IN ('queued', 'running') AND ${READY_JOB} = $1
    AND ${READY_TENANT} ${tenants} AND due_at <= now() - $3 * interval '1 millisecond')`;

/** Whether a run of another tenant is due for a slot of the same queue. $1 job, $2 tenant, $3 for so many ms. */
export const OTHERS_WAIT_SQL = `SELECT ${waits('> $2')} OR ${waits('< $2')} AS waiting`;

/** Whether more runs of the tenant are executing than its share is. $1 tenant, $2 share. */
export const HAS_SURPLUS_SQL = `
  SELECT count(*) > $2 AS surplus FROM sync_runs WHERE tenant_id = $1 AND status = 'running' AND due_at > now()`;

/** $1 tenant, $2 id, $3 fence, $4 lease in seconds. */
export const EXTEND_RUN_SQL = `
  UPDATE sync_runs SET due_at = now() + $4 * interval '1 second'
  WHERE tenant_id = $1 AND id = $2 AND fence = $3 AND status = 'running'
  RETURNING cancel_requested AS cancelled`;

/** $1 tenant, $2 id, $3 fence, $4 status, $5 error. A cancellation that was accepted stands. */
export const FINISH_RUN_SQL = `
  UPDATE sync_runs SET status = CASE WHEN cancel_requested THEN 'cancelled' ELSE $4 END,
    error = CASE WHEN cancel_requested THEN NULL ELSE $5::jsonb END, attempts = attempts + 1, due_at = NULL, hinted_at = NULL, finished_at = now()
  WHERE tenant_id = $1 AND id = $2 AND fence = $3 AND status = 'running'`;

/** $1 tenant, $2 id, $3 fence, $4 delay in ms, $5 attempts used up, $6 whether Bull brings it back, $7 error. */
export const POSTPONE_RUN_SQL = `
  UPDATE sync_runs SET status = 'queued', attempts = attempts + $5, error = coalesce($7::jsonb, error),
    due_at = now() + $4 * interval '1 millisecond', deferred = $4 > 0,
    hinted_at = CASE WHEN $6 THEN now() + $4 * interval '1 millisecond' END
  WHERE tenant_id = $1 AND id = $2 AND fence = $3 AND status = 'running'`;

/** The worker that executes a run learns of it with its next heartbeat; a queued one ends when it is claimed. */
export const CANCEL_ALL_SQL = `
  UPDATE sync_runs SET cancel_requested = true
  WHERE tenant_id = $1 AND integration_id = $2 AND status IN ('queued', 'running')`;

/** $1 tenant, $2 id. */
export const DISCARD_RUN_SQL = `
  UPDATE sync_runs SET discarded = true WHERE tenant_id = $1 AND id = $2 AND status = 'failed' AND NOT discarded`;
