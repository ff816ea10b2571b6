import { Inject, Injectable, Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { BackgroundFlush } from '../common/background.flush.js';
import { Clock } from '../common/clock.js';
import { CONFIG, type Config } from '../config/config.js';
import { RefusedLoginStore, type RefusedLogin } from './refused-login.store.js';

/** Stands for all clients for which there is no more room. */
const OTHERS = 'others';

/**
 * Counts refused logins by client and reason, and writes each count down once a minute. In memory, so that no request
 * waits for it and no flood of them becomes one of rows: what a process that is killed did not write is lost.
 */
@Injectable()
export class RefusedLogins implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger(RefusedLogins.name);
  private counts = new Map<string, RefusedLogin>();
  private readonly background = new BackgroundFlush(() => this.write());

  constructor(
    private readonly store: RefusedLoginStore,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.background.start(this.config.limits.AUDIT_REFUSED_LOGINS_FLUSH_MS);
  }

  /** After the work in hand has ended, and before the database goes. */
  beforeApplicationShutdown(): Promise<void> {
    return this.background.stop();
  }

  /** @param reason the code that the client was answered with */
  refused(address: string, reason: string): void {
    const at = new Date(this.clock.now());
    this.sum({ address, reason, count: 1, from: at, until: at });
  }

  /** Writes what has come together; while the database is away it is kept for the next time. */
  flush(): Promise<void> {
    return this.background.flush();
  }

  private async write(): Promise<void> {
    const rows = [...this.counts.values()];
    if (rows.length === 0) return;
    this.counts = new Map();
    try {
      await this.store.insert(rows);
    } catch (error) {
      this.logger.warn(`Refused logins could not be written to the audit log. Next try later: ${String(error)}`);
      for (const row of rows) this.sum(row);
    }
  }

  private sum({ address, reason, count, from, until }: RefusedLogin): void {
    const known = this.counts.get(`${address} ${reason}`);
    if (known) {
      known.count += count;
      if (from < known.from) known.from = from;
      if (until > known.until) known.until = until;
    } else if (address === OTHERS || this.counts.size < this.config.limits.AUDIT_REFUSED_LOGINS) {
      this.counts.set(`${address} ${reason}`, { address, reason, count, from, until });
    } else {
      this.sum({ address: OTHERS, reason, count, from, until });
    }
  }
}
