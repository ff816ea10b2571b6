import type { StoredError } from '../../work/failure.verdict.js';
import type { LeftOut } from '../../providers/record-batch.js';
import type { QueueKey } from '../../work/queue.table.js';
import type { WorkItem } from '../../work/table/work.item.js';

export const RUN_STATUSES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export const RUN_MODES = ['incremental', 'full'] as const;

/** The jobs that runs are done as, each with its priority queue. */
export const RUN_JOBS = { sync: 'high', 'scheduled-sync': 'normal', batch: 'low' } as const satisfies Record<
  string,
  QueueKey
>;

export type RunStatus = (typeof RUN_STATUSES)[number];
export type RunMode = (typeof RUN_MODES)[number];
export type RunTrigger = 'user' | 'service' | 'schedule' | 'webhook' | 'batch';
export type RunJob = keyof typeof RUN_JOBS;

export interface StreamError extends StoredError {
  stream: string;
}

/** An object that a run has left out while it kept the rest. */
export interface LeftOutObject {
  stream: string;
  /** `null`: nothing identifies it. */
  externalId: string | null;
  reason: LeftOut['reason'];
}

export interface RunError extends StoredError {
  /** When single streams failed and the others went on. */
  streams?: StreamError[];
  /** The first of the objects that were left out. */
  leftOut?: LeftOutObject[];
}

export interface RunRow extends WorkItem {
  tenantId: string;
  integrationId: string;
  provider: string;
  syncType: string;
  mode: RunMode;
  operation: 'sync' | 'export';
  trigger: RunTrigger;
  status: RunStatus;
  queue: string;
  job: RunJob;
  cancelRequested: boolean;
  error: RunError | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** Of the run `w`. */
export const RUN_COLUMNS = `
  w.tenant_id AS "tenantId", w.id, w.integration_id AS "integrationId", w.provider, w.sync_type AS "syncType", w.mode,
  w.operation, w.trigger, w.status, w.queue, w.job, w.attempts, w.fence, w.cancel_requested AS "cancelRequested",
  w.error, w.created_at AS "createdAt", w.started_at AS "startedAt", w.finished_at AS "finishedAt"`;
