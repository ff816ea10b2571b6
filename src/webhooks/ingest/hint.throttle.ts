import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { Dispatcher } from '../../work/dispatcher.js';
import type { WorkRef } from '../../work/queue.table.js';
import type { ReceivedEvent } from '../inbox/inbox.store.js';
import { WEBHOOK_JOB } from '../inbox/inbox.table.js';

interface Window {
  timer: NodeJS.Timeout;
  lengthMs: number;
  /** Number of events since the window opened, and the last of them. One hint is enough for all. */
  events: number;
  next: WorkRef | null;
}

/**
 * After a window with this many events, the next window is twice as long, so that more events share a claim and a
 * commit.
 */
const CROWD = 4;

/**
 * The worker that receives a hint processes everything that is due for its tenant, so a burst needs few hints. The
 * first hint is sent at once, and the others of its window are sent as one. Windows grow while a burst lasts.
 */
@Injectable()
export class HintThrottle implements OnModuleDestroy {
  private readonly windows = new Map<string, Window>();

  constructor(
    private readonly dispatcher: Dispatcher,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  offer(received: readonly ReceivedEvent[]): void {
    for (const { tenantId, id, fresh, open } of received) if (fresh && open) this.offerOne({ tenantId, id });
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
    if (!window) return this.open(ref, this.config.limits.WEBHOOK_HINT_WINDOW_MS);
    window.events++;
    window.next = ref;
  }

  private open(ref: WorkRef, lengthMs: number): void {
    this.send(ref);
    const timer = setTimeout(() => this.close(ref.tenantId), lengthMs);
    this.windows.set(ref.tenantId, { timer, lengthMs, events: 0, next: null });
  }

  private close(tenantId: string): void {
    const { WEBHOOK_HINT_WINDOW_MS: shortest, WEBHOOK_HINT_WINDOW_MAX_MS: longest } = this.config.limits;
    const window = this.windows.get(tenantId);
    this.windows.delete(tenantId);
    if (!window?.next) return;
    this.open(
      window.next,
      window.events < CROWD ? shortest : Math.max(shortest, Math.min(window.lengthMs * 2, longest)),
    );
  }

  private send(payload: WorkRef): void {
    void this.dispatcher.send([{ job: WEBHOOK_JOB, payload }]);
  }
}
