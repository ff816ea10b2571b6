import { ALL } from '../runs/sync-type.js';

/**
 * A run of a stream, unless one that brings the stream is live. It is incremental: the plan lists the stream whole where its
 * changes no longer reach back. $1 tenants, $2 integrations, $3 streams, $4 providers, $5 queue, $6 job.
 */
export const OPEN_GAP_RUNS_SQL = `
  INSERT INTO sync_runs (tenant_id, id, integration_id, provider, sync_type, mode, operation, trigger, queue, job, status,
    due_at, hinted_at)
  SELECT g.tenant_id, new_id(), g.integration_id, g.provider, g.stream, 'incremental', 'sync', 'schedule', $5, $6, 'queued',
    now(), now()
  FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) AS g(tenant_id, integration_id, stream, provider)
  WHERE NOT EXISTS (SELECT FROM sync_runs r WHERE r.tenant_id = g.tenant_id AND r.integration_id = g.integration_id
    AND r.sync_type = '${ALL}' AND r.operation = 'sync' AND r.status IN ('queued', 'running'))
  ON CONFLICT (tenant_id, integration_id, sync_type, operation) WHERE status IN ('queued', 'running') DO NOTHING
  RETURNING tenant_id AS "tenantId", id`;
