import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';

/** With this many deliveries in one commit, deliveries arrive faster than they are answered. */
const CROWD = 8;
/** A burst is over if there was no crowded commit for this time. */
const CALM_MS = 500;
const CHECK_MS = 25;

/**
 * In a process that is API and worker, receiving and applying events compete for the event loop and for PostgreSQL.
 * Providers give up on a late response, but a stored event can wait. So applying pauses during a burst of deliveries,
 * for a limited time. A process without the API role never pauses.
 */
@Injectable()
export class IngestPressure implements OnModuleDestroy {
  private since = -Infinity;
  private until = -Infinity;
  private stopping = false;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** Call it when this number of deliveries is about to share a commit. */
  note(deliveries: number, now = performance.now()): void {
    if (deliveries < CROWD) return;
    if (now > this.until) this.since = now;
    this.until = now + CALM_MS;
  }

  /** Also `false` if a burst has lasted so long that applying must continue. */
  isHigh(now = performance.now()): boolean {
    return now < this.until && now - this.since < this.config.limits.WEBHOOK_STAND_BACK_MS;
  }

  /** Waits until the pressure is no longer high. `false`: the process is stopping. */
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
