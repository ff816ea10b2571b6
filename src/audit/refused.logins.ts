import { Inject, Injectable, Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { BackgroundFlush } from '../common/background.flush.js';
import { Clock } from '../common/clock.js';
import { CONFIG, type Config } from '../config/config.js';
import { RefusedLoginStore, type RefusedLogin } from './refused-login.store.js';

/** Address that counts all clients beyond the limit. */
const OTHERS = 'others';

/**
 * Counts refused logins by client and reason, and stores each count once a minute. The counts are in memory, so no
 * request waits for the database, and a flood of refused logins does not become a flood of rows. A killed process loses
 * its counts.
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

  /** After running work has ended, and before the database connections close. */
  beforeApplicationShutdown(): Promise<void> {
    return this.background.stop();
  }

  /** @param reason error code of the response */
  refused(address: string, reason: string): void {
    const at = new Date(this.clock.now());
    this.sum({ address, reason, count: 1, from: at, until: at });
  }

  /** Stores the counts. While the database is away, they are kept for the next time. */
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
      this.logger.warn(
        `Refused logins could not be written to the audit log. They are written later: ${String(error)}`,
      );
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
