import { Inject, Injectable, Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { BackgroundFlush } from '../../common/background.flush.js';
import { Clock } from '../../common/clock.js';
import { UnavailableError } from '../../common/http.errors.js';
import { CONFIG, type Config } from '../../config/config.js';
import type { UsageRow, Used } from './usage.row.js';
import { UsageStore } from './usage.store.js';

const DAY_MS = 86_400_000;

/**
 * Counts what each tenant uses of each provider. The counts are in memory, so that counting costs nothing, and are
 * added to the database every few seconds. Counts of a killed process are lost.
 */
@Injectable()
export class UsageMeter implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger(UsageMeter.name);
  private rows = new Map<string, UsageRow>();
  private readonly background = new BackgroundFlush(() => this.write());

  constructor(
    private readonly store: UsageStore,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.background.start(this.config.limits.USAGE_FLUSH_MS);
  }

  /** After running work has ended, and before the database connections close. */
  beforeApplicationShutdown(): Promise<void> {
    return this.background.stop();
  }

  add(tenantId: string, provider: string, used: Partial<Used>): void {
    this.sum({ tenantId, provider, day: Math.floor(this.clock.now() / DAY_MS), ...used });
  }

  /** Stores the counts. While the database is away, they are kept for the next time. */
  flush(): Promise<void> {
    return this.background.flush();
  }

  private async write(): Promise<void> {
    const byTenant = new Map<string, UsageRow[]>();
    for (const row of this.rows.values()) {
      const rows = byTenant.get(row.tenantId);
      if (rows) rows.push(row);
      else byTenant.set(row.tenantId, [row]);
    }
    this.rows = new Map();
    for (const [tenantId, rows] of byTenant) {
      try {
        await this.store.add(tenantId, rows);
        byTenant.delete(tenantId);
      } catch (error) {
        if (error instanceof UnavailableError) break;
        this.logger.error(`Usage of tenant ${tenantId} was lost: ${String(error)}`);
        byTenant.delete(tenantId);
      }
    }
    for (const rows of byTenant.values()) for (const row of rows) this.sum(row);
  }

  private sum({ tenantId, provider, day, ...used }: Partial<Used> & Pick<UsageRow, 'tenantId' | 'provider' | 'day'>) {
    const key = `${tenantId} ${provider} ${day}`;
    let row = this.rows.get(key);
    if (!row) this.rows.set(key, (row = { tenantId, provider, day, apiCalls: 0, records: 0, webhooks: 0, bytes: 0 }));
    row.apiCalls += used.apiCalls ?? 0;
    row.records += used.records ?? 0;
    row.webhooks += used.webhooks ?? 0;
    row.bytes += used.bytes ?? 0;
  }
}
