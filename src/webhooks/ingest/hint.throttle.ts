import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { Dispatcher } from '../../queues/dispatcher.js';
import type { WorkRef } from '../../queues/queue.table.js';
import type { ReceivedEvent } from '../inbox/inbox.store.js';

interface Window {
  timer: NodeJS.Timeout;
  /** What arrived since the window opened: one hint is enough for all of it. */
  next: WorkRef | null;
}

/**
 * Whoever follows a hint takes along all that is due for its tenant, so in a burst one hint in a while is enough:
 * the first goes out at once, the others of its window are one.
 */
@Injectable()
export class HintThrottle implements OnModuleDestroy {
  private readonly windows = new Map<string, Window>();

  constructor(
    private readonly dispatcher: Dispatcher,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  offer(received: readonly ReceivedEvent[]): void {
    const newest = new Map<string, WorkRef>();
    for (const { tenantId, id, fresh, open } of received) if (fresh && open) newest.set(tenantId, { tenantId, id });
    for (const ref of newest.values()) this.offerOne(ref);
  }

  onModuleDestroy(): void {
    for (const { timer, next } of this.windows.values()) {
      clearTimeout(timer);
      if (next) this.send(next);
    }
    this.windows.clear();
  }

  private offerOne(ref: WorkRef): void {
    const window = this.windows.get(ref.tenantId);
    if (window) window.next = ref;
    else this.open(ref);
  }

  private open(ref: WorkRef): void {
    this.send(ref);
    const timer = setTimeout(() => this.close(ref.tenantId), this.config.limits.WEBHOOK_HINT_WINDOW_MS);
    this.windows.set(ref.tenantId, { timer, next: null });
  }

  private close(tenantId: string): void {
    const next = this.windows.get(tenantId)?.next;
    this.windows.delete(tenantId);
    if (next) this.open(next);
  }

  private send(payload: WorkRef): void {
    void this.dispatcher.send([{ job: 'webhook', payload }]);
  }
}
