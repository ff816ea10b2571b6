import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { BackgroundLoop } from '../../common/background.loop.js';
import { CONFIG, type Config } from '../../config/config.js';
import { CrossTenant } from '../../database/cross-tenant.js';
import { ContactEraser, type ContactRef } from './contact.eraser.js';
import { DUE_SQL } from './erasure.sql.js';

const BATCH = 100;

/** In every scheduler: erases the contacts of all tenants that are to be forgotten. Several processes may do so at once. */
@Injectable()
export class ErasureLoop implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop: BackgroundLoop;

  constructor(
    private readonly crossTenant: CrossTenant,
    private readonly eraser: ContactEraser,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
  ) {
    const everyMs = config.limits.OUTBOUND_ERASE_SECONDS * 1_000;
    this.loop = new BackgroundLoop({ name: 'erasure', everyMs, firstMs: everyMs }, (signal) => this.eraseDue(signal));
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }

  private async eraseDue(signal: AbortSignal): Promise<number | void> {
    const { OUTBOUND_ERASE_HELD_SECONDS: heldSeconds } = this.config.limits;
    const due = await this.crossTenant.transaction((tx) => tx.rows<ContactRef>(DUE_SQL, [heldSeconds, BATCH]));
    let erased = 0;
    for (const contact of due) {
      if (signal.aborted) return;
      if (await this.eraser.erase(contact)) erased++;
    }
    return erased === BATCH ? 0 : undefined;
  }
}
