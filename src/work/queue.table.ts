import type { JobOptions } from 'bull';

export interface QueueDefinition {
  name: string;
  /** Jobs at a time, for each process. */
  concurrency: number;
  attempts: number;
  backoff: { type: 'exponential' | 'fixed'; delay: number };
  keepCompleted: number;
  keepFailed: number;
}

/** The four priority queues. The only place where their numbers stand. */
export const QUEUES = {
  critical: queue('integration-critical', 10, 5, 'exponential', 1_000, 50, 100),
  high: queue('integration-high', 5, 3, 'exponential', 2_000, 100, 200),
  normal: queue('integration-normal', 3, 3, 'exponential', 5_000, 200, 500),
  low: queue('integration-low', 1, 2, 'fixed', 10_000, 500, 1_000),
} as const satisfies Record<string, QueueDefinition>;

export type QueueKey = keyof typeof QUEUES;

/** What each job carries: ids, never payloads or secrets. */
export interface JobPayloads {
  webhook: WorkRef;
  sync: WorkRef;
  'scheduled-sync': WorkRef;
  batch: WorkRef;
  /** `since`: when the first of the jobs that continue one another began, in ms since the epoch; none: this is the first. */
  cleanup: { since?: number };
  stripping: Record<string, never>;
}

/** A row of PostgreSQL that is the work. */
export interface WorkRef {
  tenantId: string;
  id: string;
}

export type JobName = keyof JobPayloads;

export const JOB_QUEUE = {
  webhook: 'critical',
  sync: 'high',
  'scheduled-sync': 'normal',
  batch: 'low',
  cleanup: 'low',
  stripping: 'low',
} as const satisfies Record<JobName, QueueKey>;

export function jobOptions({ attempts, backoff, keepCompleted, keepFailed }: QueueDefinition): JobOptions {
  return { attempts, backoff, removeOnComplete: keepCompleted, removeOnFail: keepFailed };
}

function queue(
  name: string,
  concurrency: number,
  attempts: number,
  type: 'exponential' | 'fixed',
  delay: number,
  keepCompleted: number,
  keepFailed: number,
): QueueDefinition {
  return { name, concurrency, attempts, backoff: { type, delay }, keepCompleted, keepFailed };
}
