import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';

/** So many deliveries within one commit arrive faster than they are answered. */
const CROWD = 8;
/** A burst is over when there was no such commit for this long. */
const CALM_MS = 500;
const CHECK_MS = 25;

/**
 * Where one process takes deliveries in and applies them too, both want the same event loop and the same
 * PostgreSQL. Providers give up on a late answer, and an event that is kept can wait: applying stands back while
 * deliveries crowd, for a limited time. Without the API's role there is never any pressure.
 */
@Injectable()
export class IngestPressure implements OnModuleDestroy {
  private since = -Infinity;
  private until = -Infinity;
  private stopping = false;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** So many deliveries are about to share a commit. */
  note(deliveries: number, now = performance.now()): void {
    if (deliveries < CROWD) return;
    if (now > this.until) this.since = now;
    this.until = now + CALM_MS;
  }

  /** `false` as well when a burst has lasted so long that applying must not wait any longer. */
  isHigh(now = performance.now()): boolean {
    return now < this.until && now - this.since < this.config.limits.WEBHOOK_STAND_BACK_MS;
  }

  /** Waits until it is no longer high. `false`: the process stops instead. */
  async subsides(): Promise<boolean> {
    while (this.isHigh()) {
      if (this.stopping) return false;
      await sleep(CHECK_MS);
    }
    return true;
  }

  onModuleDestroy(): void {
    this.stopping = true;
  }
}
