import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { planDelivery, type DeliveryPlan } from './delivery.js';
import { DirectWork } from './direct.work.js';
import { Dispatcher } from './dispatcher.js';
import { QueuePauses } from './queue.pauses.js';
import { QUEUES, type QueueKey } from './queue.table.js';
import { UNDELIVERED } from '../redis/redis.problem.js';
import { RedisState } from '../redis/redis.state.js';
import { WorkSlots } from './work.slots.js';

/** Time within which a hint should have been delivered to this process or to another. */
const DELIVERED_WITHIN_MS = 1_000;
const KEYS = Object.keys(QUEUES) as QueueKey[];

/** Checks for each queue whether Redis delivers, and reports problems. */
@Injectable()
export class DeliveryReader {
  private readonly sentAt = new Map<QueueKey, number>();
  private readonly undeliveredAt = new Map<QueueKey, number>();

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly slots: WorkSlots,
    @Inject(DirectWork) private readonly directWork: Pick<DirectWork, 'allowed'>,
    private readonly pauses: QueuePauses,
    private readonly state: RedisState,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
  ) {}

  async plans(): Promise<Map<QueueKey, DeliveryPlan | null>> {
    const [paused, backlogs] = await Promise.all([
      this.pauses.all(),
      Promise.all(KEYS.map((key) => this.backlogOf(key))),
    ]);
    return new Map(
      KEYS.map((key, n) => {
        const quietMs = this.slots.of(key).quietMs();
        this.forgetUndelivered(key, quietMs);
        const isPaused = paused.has(QUEUES[key].name);
        const facts = {
          backlog: backlogs[n] ?? null,
          quietMs,
          mayWork: this.directWork.allowed && !isPaused,
          paused: isPaused,
        };
        return [key, planDelivery(facts, this.config.limits)];
      }),
    );
  }

  /** Hints of this queue were sent. Only the first one of a quiet time is recorded. */
  sent(key: QueueKey): void {
    const quietSince = performance.now() - this.slots.of(key).quietMs();
    if ((this.sentAt.get(key) ?? -Infinity) < quietSince) this.sentAt.set(key, performance.now());
  }

  /**
   * Rows of this queue had to be processed without Redis, because no job arrived. If a hint was sent, Redis has failed
   * to deliver it.
   */
  undelivered(key: QueueKey, plan: DeliveryPlan): void {
    const now = performance.now();
    const sentAt = this.sentAt.get(key) ?? -Infinity;
    const quietSince = now - this.slots.of(key).quietMs();
    const wasHinted = !plan.hints || (sentAt >= quietSince && now - sentAt >= DELIVERED_WITHIN_MS);
    if (!wasHinted) return;
    this.undeliveredAt.set(key, now);
    this.state.report(QUEUES[key].name, 'delivery', UNDELIVERED);
  }

  /** Clears the problem once Redis delivers again, or once there is nothing left that it could fail to deliver. */
  private forgetUndelivered(key: QueueKey, quietMs: number): void {
    const { DIRECT_AFTER_MS } = this.config.limits;
    const at = this.undeliveredAt.get(key);
    if (at === undefined) return;
    if (quietMs >= DIRECT_AFTER_MS && performance.now() - at < 2 * DIRECT_AFTER_MS) return;
    this.undeliveredAt.delete(key);
    this.state.report(QUEUES[key].name, 'delivery', null);
  }

  /**
   * Counts waiting hints. Active jobs do not count: their worker has already followed the hint, or was killed or
   * frozen. Delayed jobs do not count either: their rows are not due before them.
   */
  private async backlogOf(key: QueueKey): Promise<number | null> {
    if (!this.state.delivers(QUEUES[key].name)) return null;
    try {
      return await this.dispatcher.backlog(key);
    } catch {
      return null;
    }
  }
}
