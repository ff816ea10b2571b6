import { Injectable, Logger } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { getQueueToken } from '@nestjs/bull';
import type { Job, Queue } from 'bull';
import { Metrics } from '../observability/metrics.js';
import { JOB_QUEUE, QUEUES, type JobName, type JobPayloads, type QueueKey } from './queue.table.js';

export interface Hint<N extends JobName = JobName> {
  job: N;
  payload: JobPayloads[N];
}

export interface QueueDepth {
  waiting: number;
  active: number;
  delayed: number;
  failed: number;
  paused: number;
}

/**
 * Sends hints to Redis. A hint names a row that is already committed, so losing one costs a second and not the
 * work: nothing here waits for Redis, and nothing here throws.
 */
@Injectable()
export class Dispatcher {
  private readonly logger = new Logger(Dispatcher.name);
  private readonly queues = new Map<QueueKey, Queue>();

  constructor(
    private readonly modules: ModuleRef,
    private readonly metrics: Metrics,
  ) {}

  queue(key: QueueKey): Queue {
    let queue = this.queues.get(key);
    if (!queue) {
      queue = this.modules.get<Queue>(getQueueToken(QUEUES[key].name), { strict: false });
      this.queues.set(key, queue);
    }
    return queue;
  }

  /** Whether Redis answers at the moment. */
  available(): boolean {
    return this.queue('critical').client.status === 'ready';
  }

  /** Returns whether the hints reached Redis. */
  async send(hints: readonly Hint[]): Promise<boolean> {
    if (hints.length === 0) return true;
    const keys = [...new Set(hints.map(({ job }) => JOB_QUEUE[job]))];
    const sent = await Promise.all(
      keys.map((key) =>
        this.sendTo(
          key,
          hints.filter(({ job }) => JOB_QUEUE[job] === key),
        ),
      ),
    );
    return sent.every(Boolean);
  }

  async depth(key: QueueKey): Promise<QueueDepth> {
    const queue = this.queue(key);
    const [counts, paused] = await Promise.all([queue.getJobCounts(), queue.getPausedCount()]);
    return { ...counts, paused };
  }

  /** Since when the job that waits longest has been waiting; `null`: none does. */
  async oldestWaiting(key: QueueKey): Promise<Date | null> {
    const [job]: (Job | undefined)[] = await this.queue(key).getJobs(['waiting', 'paused'], 0, 0, true);
    return job ? new Date(job.timestamp) : null;
  }

  private async sendTo(key: QueueKey, hints: readonly Hint[]): Promise<boolean> {
    const outcome = await this.tryToSend(key, hints);
    this.metrics.hints.inc({ queue: QUEUES[key].name, outcome: outcome ? 'sent' : 'lost' }, hints.length);
    return outcome;
  }

  private async tryToSend(key: QueueKey, hints: readonly Hint[]): Promise<boolean> {
    if (!this.available()) return false;
    try {
      const queue = this.queue(key);
      await queue.addBulk(hints.map(({ job, payload }) => ({ name: job, data: payload })));
      return true;
    } catch (error) {
      this.logger.warn(`Hints for ${QUEUES[key].name} did not reach Redis: ${(error as Error).message}`);
      return false;
    }
  }
}
