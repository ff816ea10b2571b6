import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { BackgroundLoop } from '../../common/background.loop.js';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import { CURED_AT_PROVIDER } from '../targets/reason.codes.js';
import { TargetStore } from '../targets/target.store.js';
import { OutboundState } from './outbound.state.js';

/**
 * In every scheduler: has targets looked at again that wait for something which is cured at the provider. No event says that
 * books were opened or that a setting was switched on.
 */
@Injectable()
export class WaitingRechecker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop: BackgroundLoop;
  private readonly seconds: number;

  constructor(
    private readonly state: OutboundState,
    private readonly database: Database,
    private readonly targets: TargetStore,
    @Inject(CONFIG) { limits }: Pick<Config, 'limits'>,
  ) {
    this.seconds = limits.OUTBOUND_RECHECK_SECONDS;
    const everyMs = Math.min(limits.OUTBOUND_STATE_SECONDS, this.seconds) * 1_000;
    this.loop = new BackgroundLoop({ name: 'outbound-recheck', everyMs, firstMs: everyMs }, () => this.look());
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }

  async look(): Promise<void> {
    const { waiting } = await this.state.read();
    const cured: readonly string[] = CURED_AT_PROVIDER;
    const accounts = new Map(
      waiting.filter(({ reason }) => cured.includes(reason)).map((group) => [group.integrationId, group.tenantId]),
    );
    for (const [integrationId, tenantId] of accounts) {
      await this.database.inTenant(tenantId, (tx) => this.targets.recheck(tx, integrationId, cured, this.seconds));
    }
  }
}
