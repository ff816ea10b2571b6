import type { JobOptions } from 'bull';

export interface QueueDefinition {
  name: string;
  /** Number of jobs at a time, for each process. */
  concurrency: number;
  attempts: number;
  backoff: { type: 'exponential' | 'fixed'; delay: number };
  keepCompleted: number;
  keepFailed: number;
}

/** The four priority queues. Their numbers are defined only here. */
export const QUEUES = {
  critical: {
    name: 'integration-critical',
    concurrency: 10,
    attempts: 5,
    backoff: { type: 'exponential', delay: 1_000 },
    keepCompleted: 50,
    keepFailed: 100,
  },
  high: {
    name: 'integration-high',
    concurrency: 5,
    attempts: 3,
    backoff: { type: 'exponential', delay: 2_000 },
    keepCompleted: 100,
    keepFailed: 200,
  },
  normal: {
    name: 'integration-normal',
    concurrency: 3,
    attempts: 3,
    backoff: { type: 'exponential', delay: 5_000 },
    keepCompleted: 200,
    keepFailed: 500,
  },
  low: {
    name: 'integration-low',
    concurrency: 1,
    attempts: 2,
    backoff: { type: 'fixed', delay: 10_000 },
    keepCompleted: 500,
    keepFailed: 1_000,
  },
} as const satisfies Record<string, QueueDefinition>;

export type QueueKey = keyof typeof QUEUES;

export const QUEUE_NAMES = Object.values(QUEUES).map(({ name }) => name);

/** A row of work in PostgreSQL. */
export interface WorkRef {
  tenantId: string;
  id: string;
}

export function jobOptions({ attempts, backoff, keepCompleted, keepFailed }: QueueDefinition): JobOptions {
  return { attempts, backoff, removeOnComplete: keepCompleted, removeOnFail: keepFailed };
}
