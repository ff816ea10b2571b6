import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { BackgroundLoop } from '../../common/background.loop.js';
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
  private readonly loop: BackgroundLoop;

  constructor(
    private readonly crossTenant: CrossTenant,
    private readonly connections: ConnectionLoader,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    const everyMs = config.limits.TOKEN_KEEPER_INTERVAL_MS;
    this.loop = new BackgroundLoop({ name: 'token-refresh', everyMs, firstMs: everyMs }, () => this.renewDue());
  }

  onApplicationBootstrap(): void {
    if (this.config.roles.includes('scheduler')) this.loop.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }

  /** What fails is due again the next time, or needs its owner by now. */
  private async renewDue(): Promise<void> {
    const due = await this.crossTenant.transaction((tx) => tx.rows<{ tenantId: string; id: string }>(DUE_SQL));
    for (const { tenantId, id } of due) await this.renew(tenantId, id);
  }

  private async renew(tenantId: string, id: string): Promise<void> {
    try {
      const { connection } = await this.connections.open(tenantId, id);
      await connection.current();
    } catch (error) {
      this.logger.warn(`The tokens of integration ${id} were not renewed: ${(error as Error).message}`);
    }
  }
}
