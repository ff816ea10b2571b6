import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { CrossTenant } from '../../database/cross-tenant.js';
import { ConnectionLoader } from '../../integrations/connections/connection.loader.js';

const BATCH = 50;

/** Spread over the due ones, so that several schedulers seldom meet at the same one; where they do, one renews. */
const DUE_SQL = `
  SELECT tenant_id AS "tenantId", id FROM integrations
  WHERE renew_at <= now() AND status IN ('connected', 'error', 'paused')
    AND (renewing_until IS NULL OR renewing_until < now())
  ORDER BY random() LIMIT ${BATCH}`;

/**
 * Renews tokens that no work asks for: a refresh token that is not used runs out too, and an idle account would be
 * found disconnected on the day it is needed.
 */
@Injectable()
export class RenewalKeeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(RenewalKeeper.name);
  private timer?: NodeJS.Timeout;
  private round: Promise<void> = Promise.resolve();

  constructor(
    private readonly crossTenant: CrossTenant,
    private readonly connections: ConnectionLoader,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.roles.includes('scheduler')) return;
    this.timer = setInterval(() => {
      this.round = this.round.then(() => this.renewDue());
    }, this.config.limits.TOKEN_KEEPER_INTERVAL_MS);
    this.timer.unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.round;
  }

  /** Never throws: what fails is due again the next time, or needs its owner by now. */
  async renewDue(): Promise<void> {
    try {
      const due = await this.crossTenant.transaction((tx) => tx.rows<{ tenantId: string; id: string }>(DUE_SQL));
      for (const { tenantId, id } of due) await this.renew(tenantId, id);
    } catch (error) {
      this.logger.warn(`Tokens could not be refreshed. Next try later: ${(error as Error).message}`);
    }
  }

  private async renew(tenantId: string, id: string): Promise<void> {
    try {
      const { connection } = await this.connections.open(tenantId, id);
      await connection.current();
    } catch (error) {
      this.logger.warn(`The tokens of integration ${id} could not be refreshed: ${(error as Error).message}`);
    }
  }
}
