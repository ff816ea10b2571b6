import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { BackgroundLoop } from '../../common/background.loop.js';
import { CONFIG, type Config } from '../../config/config.js';
import { CrossTenant } from '../../database/cross-tenant.js';
import { ConnectionLoader } from './connection.loader.js';

const BATCH = 50;

/** In random order, so that several schedulers rarely choose the same row. If they do, only one gets the lease. */
const DUE_SQL = `
  SELECT tenant_id AS "tenantId", id FROM integrations
  WHERE renew_at <= now() AND status IN ('connected', 'error', 'paused')
    AND (renewing_until IS NULL OR renewing_until < now())
  ORDER BY random() LIMIT ${BATCH}`;

/**
 * Refreshes due tokens that are not in use. A refresh token also expires if it is not used, and the account would then
 * have to be connected again.
 */
@Injectable()
export class DueTokensRefresher implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(DueTokensRefresher.name);
  private readonly loop: BackgroundLoop;

  constructor(
    private readonly crossTenant: CrossTenant,
    private readonly connections: ConnectionLoader,
    @Inject(CONFIG) config: Config,
  ) {
    const everyMs = config.limits.TOKEN_REFRESH_INTERVAL_MS;
    this.loop = new BackgroundLoop({ name: 'token-refresh', everyMs, firstMs: everyMs }, () => this.refreshDue());
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }

  /** If a refresh fails, it is tried again in the next round, unless the integration was stopped. */
  private async refreshDue(): Promise<void> {
    const due = await this.crossTenant.transaction((tx) => tx.rows<{ tenantId: string; id: string }>(DUE_SQL));
    for (const { tenantId, id } of due) await this.refresh(tenantId, id);
  }

  private async refresh(tenantId: string, id: string): Promise<void> {
    try {
      const { connection } = await this.connections.open(tenantId, id);
      await connection.current();
    } catch (error) {
      this.logger.warn(`The tokens of integration ${id} were not refreshed: ${(error as Error).message}`);
    }
  }
}
