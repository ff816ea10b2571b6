import { Logger } from '@nestjs/common';
import type { Dispatcher } from '../dispatcher.js';
import type { QueuePauses } from '../queue.pauses.js';
import { QUEUES, type QueueKey } from '../queue.table.js';
import type { WorkSlots } from '../work.slots.js';

/** A hint that is in Redis is delivered to a free slot within this time. */
const DELIVERED_WITHIN_MS = 10;

/**
 * Claims beyond a tenant's share, in slots of a queue that no other tenant waits for: the queue is empty, and a slot is free
 * all the same. A delivered job waits for such a claim to end, not for the backlog: there is no next one while a job waits.
 */
export class SpareSlots {
  private readonly logger = new Logger(SpareSlots.name);
  /** By tenant; a further offer replaces the last. */
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

  /** Forgotten where the queue is paused or nothing is known about it: what is due is hinted again. */
  offer(tenantId: string, work: () => Promise<unknown>): void {
    this.offers.set(tenantId, work);
    this.schedule();
  }

  /** Begins no more, and waits for what is running. */
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

  /** One at a time, so that a hint that comes meanwhile is seen before the next. */
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
