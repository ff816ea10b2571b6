import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { CrossTenant } from '../../database/cross-tenant.js';
import { ConnectionLoader } from './connection.loader.js';

const BATCH = 50;

/** In random order, so that several schedulers seldom meet at the same one. Where they do, one of them refreshes. */
const DUE_SQL = `
  SELECT tenant_id AS "tenantId", id FROM integrations
  WHERE renew_at <= now() AND status IN ('connected', 'error', 'paused')
    AND (renewing_until IS NULL OR renewing_until < now())
  ORDER BY random() LIMIT ${BATCH}`;

/**
 * Refreshes tokens that no work asks for. A refresh token that is not used expires as well, and an idle account would be
 * disconnected on the day it is needed.
 */
@Injectable()
export class DueTokensRefresher implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(DueTokensRefresher.name);
  private timer?: NodeJS.Timeout;
  private round: Promise<void> = Promise.resolve();

  constructor(
    private readonly crossTenant: CrossTenant,
    private readonly connections: ConnectionLoader,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.round = this.round.then(() => this.refreshDue());
    }, this.config.limits.TOKEN_KEEPER_INTERVAL_MS);
    this.timer.unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.round;
  }

  /** Never throws. What fails is due again in the next round, or its connection needs its owner by now. */
  async refreshDue(): Promise<void> {
    try {
      const due = await this.crossTenant.transaction((tx) => tx.rows<{ tenantId: string; id: string }>(DUE_SQL));
      for (const { tenantId, id } of due) await this.refresh(tenantId, id);
    } catch (error) {
      this.logger.warn(`Due tokens could not be read: ${(error as Error).message}`);
    }
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
