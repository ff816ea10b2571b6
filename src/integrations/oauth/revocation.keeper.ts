import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { ConsentRevoker } from './consent.revoker.js';
import { RevocationStore } from './revocation.store.js';

const BATCH = 20;

/** In every worker: gives back the consents that API processes have handed over, and those whose provider was away. */
@Injectable()
export class RevocationKeeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(RevocationKeeper.name);
  private timer?: NodeJS.Timeout;
  private round: Promise<void> = Promise.resolve();
  private isBusy = false;

  constructor(
    private readonly revocations: RevocationStore,
    private readonly revoker: ConsentRevoker,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.roles.includes('worker')) return;
    this.timer = setInterval(() => {
      if (!this.isBusy) this.round = this.revokeDue();
    }, this.config.limits.CONSENT_REVOCATION_INTERVAL_MS);
    this.timer.unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.round;
  }

  /** Never throws: what fails is due again. */
  async revokeDue(): Promise<void> {
    this.isBusy = true;
    try {
      const due = await this.revocations.takeDue(BATCH);
      await Promise.all(due.map((revocation) => this.revoker.revoke(revocation)));
    } catch (error) {
      this.logger.warn(`Consents could not be revoked. Next try later: ${(error as Error).message}`);
    } finally {
      this.isBusy = false;
    }
  }
}
