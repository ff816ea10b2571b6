import { Inject, Injectable } from '@nestjs/common';
import type { Job, Queue } from 'bull';
import { Metrics } from '../observability/metrics.js';
import { QUEUES, type QueueKey } from './queue.table.js';
import { WorkRegistry } from './work.registry.js';
import { problemOf } from '../redis/redis.problem.js';
import { RedisState } from '../redis/redis.state.js';

export const WORK_QUEUES = Symbol('WORK_QUEUES');

/** A job in Redis. It contains ids and little else, never payloads or secrets. */
export interface Hint {
  job: string;
  payload: object;
}

export interface QueueDepth {
  waiting: number;
  active: number;
  delayed: number;
  failed: number;
  paused: number;
}

/**
 * Sends hints to Redis. A hint names a row that is already committed, so a lost hint delays the work by a second and
 * loses nothing. Nothing waits for Redis, and no error of Redis is thrown.
 */
@Injectable()
export class Dispatcher {
  constructor(
    @Inject(WORK_QUEUES) private readonly queues: Readonly<Record<QueueKey, Queue>>,
    private readonly metrics: Metrics,
    private readonly state: RedisState,
    private readonly registry: WorkRegistry,
  ) {}

  queue(key: QueueKey): Queue {
    return this.queues[key];
  }

  /** Whether Redis is connected now, so that the queues can be read. */
  available(): boolean {
    return this.queue('critical').client.status === 'ready';
  }

  /**
   * Returns the number of hints that Redis has accepted.
   * @throws Error for a job that was not registered, which is a defect
   */
  async send(hints: readonly Hint[]): Promise<number> {
    const byQueue = new Map<QueueKey, Hint[]>();
    for (const hint of hints) {
      const key = this.registry.queueOf(hint.job);
      byQueue.set(key, [...(byQueue.get(key) ?? []), hint]);
    }
    const sent = await Promise.all([...byQueue].map(([key, ofQueue]) => this.sendTo(key, ofQueue)));
    return sent.reduce((sum, count) => sum + count, 0);
  }

  async depth(key: QueueKey): Promise<QueueDepth> {
    const queue = this.queue(key);
    const [counts, paused] = await Promise.all([queue.getJobCounts(), queue.getPausedCount()]);
    return { ...counts, paused };
  }

  /** Number of waiting hints, including those of a paused queue. */
  backlog(key: QueueKey): Promise<number> {
    return this.queue(key).getJobCountByTypes(['wait', 'paused'] as never);
  }

  /** When the oldest waiting job was added. `null`: no job waits. */
  async oldestWaiting(key: QueueKey): Promise<Date | null> {
    const [job]: (Job | undefined)[] = await this.queue(key).getJobs(['waiting', 'paused'], 0, 0, true);
    return job ? new Date(job.timestamp) : null;
  }

  private async sendTo(key: QueueKey, hints: readonly Hint[]): Promise<number> {
    const isSent = await this.tryToSend(key, hints);
    this.metrics.hints.inc({ queue: QUEUES[key].name, outcome: isSent ? 'sent' : 'lost' }, hints.length);
    return isSent ? hints.length : 0;
  }

  private async tryToSend(key: QueueKey, hints: readonly Hint[]): Promise<boolean> {
    const { name } = QUEUES[key];
    if (!this.state.accepts(name)) return false;
    try {
      await this.queue(key).addBulk(hints.map(({ job, payload }) => ({ name: job, data: payload })));
      return true;
    } catch (error) {
      this.state.report(name, 'commands', problemOf(error as Error));
      return false;
    }
  }
}
