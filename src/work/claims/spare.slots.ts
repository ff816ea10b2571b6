import { Logger } from '@nestjs/common';
import type { Dispatcher } from '../dispatcher.js';
import type { QueuePauses } from '../queue.pauses.js';
import { QUEUES, type QueueKey } from '../queue.table.js';
import type { WorkSlots } from '../work.slots.js';

/** A hint in Redis is delivered to a free slot within this time. */
const DELIVERED_WITHIN_MS = 10;

/**
 * Runs claims beyond a tenant's share in slots that no other tenant needs: the queue is empty and a slot is free. If a
 * job arrives, it waits only for such a claim to end, not for the tenant's backlog: no further claim starts while a job
 * waits.
 */
export class SpareSlots {
  private readonly logger = new Logger(SpareSlots.name);
  /** Offers by tenant. A new offer replaces the previous one. */
  private readonly offers = new Map<string, () => Promise<unknown>>();
  private readonly running = new Set<Promise<void>>();
  private timer?: NodeJS.Timeout;
  private stopping = false;

  constructor(
    private readonly queue: QueueKey,
    private readonly dispatcher: Pick<Dispatcher, 'backlog'>,
    private readonly pauses: Pick<QueuePauses, 'all'>,
    private readonly slots: WorkSlots,
  ) {}

  /** Stores an offer. It is dropped if the queue is paused or cannot be read: due rows are hinted again in any case. */
  offer(tenantId: string, work: () => Promise<unknown>): void {
    this.offers.set(tenantId, work);
    this.schedule();
  }

  /** Starts no further claims, and waits for running ones. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    await Promise.all(this.running);
  }

  private schedule(): void {
    if (this.stopping || this.timer || this.offers.size === 0) return;
    this.timer = setTimeout(() => void this.look(), DELIVERED_WITHIN_MS).unref();
  }

  private async look(): Promise<void> {
    try {
      if (this.slots.of(this.queue).free > 0 && (await this.dispatcher.backlog(this.queue)) === 0)
        await this.beginUnlessPaused();
    } catch {
      this.offers.clear();
    }
    this.timer = undefined;
    this.schedule();
  }

  private async beginUnlessPaused(): Promise<void> {
    if ((await this.pauses.all()).has(QUEUES[this.queue].name)) this.offers.clear();
    else this.beginOne();
  }

  /** Starts only one claim, so that a hint that arrives meanwhile is seen before the next one. */
  private beginOne(): void {
    const [first] = this.offers;
    if (!first || this.stopping) return;
    const [tenantId, work] = first;
    const done = this.slots.of(this.queue).tryRun(work);
    if (!done) return;
    this.offers.delete(tenantId);
    const running: Promise<void> = done
      .then(() => undefined)
      .catch((error: Error) => this.logger.warn(`spare_claim_failed: ${error.message}`))
      .finally(() => this.running.delete(running));
    this.running.add(running);
  }
}
