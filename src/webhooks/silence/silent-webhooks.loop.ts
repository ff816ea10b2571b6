import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { BackgroundLoop } from '../../common/background.loop.js';
import { CONFIG, type Config } from '../../config/config.js';
import { WebhookWatchStore } from '../../coverage/webhook-watch.store.js';
import { CrossTenant } from '../../database/cross-tenant.js';
import { WebhookChecker } from './webhook.checker.js';

const BATCH = 20;
/** After this time an integration is due again whose check did not end. */
const LEASE_SECONDS = 300;

/** In every scheduler: checks the webhooks of integrations that are due. Any number of processes may do so at the same time. */
@Injectable()
export class SilentWebhooksLoop implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(SilentWebhooksLoop.name);
  private readonly loop: BackgroundLoop;

  constructor(
    private readonly crossTenant: CrossTenant,
    private readonly watches: WebhookWatchStore,
    private readonly checker: WebhookChecker,
    @Inject(CONFIG) { limits }: Pick<Config, 'limits'>,
  ) {
    const everyMs = limits.COVERAGE_INTERVAL_MS;
    this.loop = new BackgroundLoop({ name: 'silent-webhooks', everyMs, firstMs: everyMs }, (signal) =>
      this.checkDue(signal),
    );
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }

  private async checkDue(signal: AbortSignal): Promise<number | void> {
    const due = await this.crossTenant.transaction((tx) => this.watches.takeDue(tx, BATCH, LEASE_SECONDS));
    for (const watched of due) {
      if (signal.aborted) return;
      try {
        await this.checker.check(watched);
      } catch (error) {
        this.logger.warn(`Webhooks of integration ${watched.integrationId}: ${(error as Error).message}`);
      }
    }
    return due.length === BATCH ? 0 : undefined;
  }
}
