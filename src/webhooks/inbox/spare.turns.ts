import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Dispatcher } from '../../work/dispatcher.js';
import { QueuePauses } from '../../work/queue.pauses.js';
import { JOB_QUEUE, QUEUES } from '../../work/queue.table.js';
import { WorkSlots } from '../../work/work.slots.js';

const QUEUE = JOB_QUEUE.webhook;
/** A hint that is in Redis is delivered to a free slot within this time. */
const DELIVERED_WITHIN_MS = 10;

/**
 * Turns beyond a tenant's share, in slots that no other tenant waits for: the queue is empty, and a slot is free all the
 * same. A delivered job waits for such a turn to end, not for the backlog: there is no next one while anybody waits.
 */
@Injectable()
export class SpareTurns implements OnModuleDestroy {
  private readonly logger = new Logger(SpareTurns.name);
  /** By tenant; a further offer replaces the last. */
  private readonly offers = new Map<string, () => Promise<unknown>>();
  private readonly running = new Set<Promise<void>>();
  private timer?: NodeJS.Timeout;
  private stopping = false;

  constructor(
    @Inject(Dispatcher) private readonly dispatcher: Pick<Dispatcher, 'backlog'>,
    @Inject(QueuePauses) private readonly pauses: Pick<QueuePauses, 'all'>,
    private readonly slots: WorkSlots,
  ) {}

  /** Forgotten where the queue is paused or nothing is known about it: what is due is hinted again. */
  offer(tenantId: string, turn: () => Promise<unknown>): void {
    this.offers.set(tenantId, turn);
    this.schedule();
  }

  async onModuleDestroy(): Promise<void> {
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
      if (this.slots.of(QUEUE).free > 0 && (await this.dispatcher.backlog(QUEUE)) === 0) await this.beginUnlessPaused();
    } catch {
      this.offers.clear();
    }
    this.timer = undefined;
    this.schedule();
  }

  private async beginUnlessPaused(): Promise<void> {
    if ((await this.pauses.all()).has(QUEUES[QUEUE].name)) this.offers.clear();
    else this.beginOne();
  }

  /** One at a time, so that a hint that comes meanwhile is seen before the next. */
  private beginOne(): void {
    const [first] = this.offers;
    if (!first || this.stopping) return;
    const [tenantId, turn] = first;
    const done = this.slots.of(QUEUE).tryRun(turn);
    if (!done) return;
    this.offers.delete(tenantId);
    const running: Promise<void> = done
      .then(() => undefined)
      .catch((error: Error) => this.logger.warn(`A spare slot failed: ${error.message}`))
      .finally(() => this.running.delete(running));
    this.running.add(running);
  }
}
