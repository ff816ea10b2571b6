import { Inject, Injectable, Logger } from '@nestjs/common';
import { BoundedCache } from '../../common/bounded-cache.js';
import { Clock } from '../../common/clock.js';
import { CONFIG, type Config } from '../../config/config.js';
import { WebhookWatchStore } from '../../coverage/webhook-watch.store.js';
import { Database } from '../../database/database.js';
import { silentMs } from './silence.js';

/** An arrival is stored again after this part of the time after which webhooks count as silent. */
const STORED_AGAIN = 1 / 12;
const MAX_ENTRIES = 10_000;

/** Stores that events of an integration arrive: by each process once in a while, not for each event. */
@Injectable()
export class EventArrivals {
  private readonly logger = new Logger(EventArrivals.name);
  /** By integration: when an arrival was stored last. */
  private readonly stored = new BoundedCache<string, number>(MAX_ENTRIES);

  constructor(
    private readonly database: Database,
    private readonly watches: WebhookWatchStore,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits' | 'scheduleTimeScale'>,
  ) {}

  /** Best effort: it must not keep events from being applied. */
  async note(tenantId: string, integrationId: string): Promise<void> {
    const now = this.clock.now();
    const storedAt = this.stored.get(integrationId) ?? -Infinity;
    if (now - storedAt < silentMs(this.config) * STORED_AGAIN) return;
    this.stored.set(integrationId, now);
    try {
      await this.database.inTenant(tenantId, (tx) => this.watches.noteEvent(tx, integrationId));
    } catch (error) {
      this.stored.delete(integrationId);
      this.logger.debug(`The arrival of events was not stored: ${(error as Error).message}`);
    }
  }
}
