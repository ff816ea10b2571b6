import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Metrics } from '../observability/metrics.js';
import { QUEUES } from './queue.table.js';
import type { DueWork } from './table/due.work.js';
import { WorkRegistry } from './work.registry.js';
import { Worker } from './worker.js';

/** Why work is processed without Redis: Redis refuses hints, or accepts them and delivers nothing. */
export type DirectReason = 'refused' | 'undelivered';

/** Processes due rows directly from PostgreSQL, in slots that are not used by jobs from Redis. */
@Injectable()
export class DirectWork implements OnModuleDestroy {
  private readonly logger = new Logger(DirectWork.name);
  private readonly running = new Set<Promise<void>>();
  private isAllowed = false;

  constructor(
    private readonly worker: Worker,
    private readonly registry: WorkRegistry,
    private readonly metrics: Metrics,
  ) {}

  /** Whether this process may process work without a job. */
  get allowed(): boolean {
    return this.isAllowed;
  }

  /** Call this if the process is a worker. */
  allow(): void {
    this.isAllowed = true;
  }

  get busy(): boolean {
    return this.running.size > 0;
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.running);
  }

  /** Starts the work if a slot is free, and does not wait for its end, so that a long run delays no other. */
  begin({ job, tenantId, id }: DueWork, reason: DirectReason): boolean {
    const outcome = this.worker.tryDirectly(job, { tenantId, id });
    if (!outcome) return false;
    this.metrics.directWork.inc({ queue: QUEUES[this.registry.queueOf(job)].name, reason });
    const work: Promise<void> = outcome
      .then(() => undefined)
      .catch((error: Error) => this.logger.warn(`${job} ${id} failed with an unexpected error: ${error.message}`))
      .finally(() => this.running.delete(work));
    this.running.add(work);
    return true;
  }
}
