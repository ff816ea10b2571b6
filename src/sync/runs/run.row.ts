import type { StoredError } from '../../work/failure.verdict.js';
import type { JobName } from '../../work/queue.table.js';

export const RUN_STATUSES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export const RUN_MODES = ['incremental', 'full'] as const;

export type RunStatus = (typeof RUN_STATUSES)[number];
export type RunMode = (typeof RUN_MODES)[number];
export type RunTrigger = 'user' | 'service' | 'schedule' | 'webhook' | 'batch';
export type RunJob = Extract<JobName, 'sync' | 'scheduled-sync' | 'batch'>;

export interface StreamError extends StoredError {
  stream: string;
}

export interface RunError extends StoredError {
  /** When single streams failed and the others went on. */
  streams?: StreamError[];
}

export interface RunRow {
  tenantId: string;
  id: string;
  integrationId: string;
  provider: string;
  syncType: string;
  mode: RunMode;
  operation: 'sync' | 'export';
  trigger: RunTrigger;
  status: RunStatus;
  queue: string;
  job: RunJob;
  attempts: number;
  fence: number;
  cancelRequested: boolean;
  error: RunError | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

export const RUN_COLUMNS = `
  r.tenant_id AS "tenantId", r.id, r.integration_id AS "integrationId", r.provider, r.sync_type AS "syncType", r.mode,
  r.operation, r.trigger, r.status, r.queue, r.job, r.attempts, r.fence, r.cancel_requested AS "cancelRequested",
  r.error, r.created_at AS "createdAt", r.started_at AS "startedAt", r.finished_at AS "finishedAt"`;
