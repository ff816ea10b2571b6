import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { BackgroundLoop } from '../../common/background.loop.js';
import { CONFIG, type Config } from '../../config/config.js';
import { ConsentRevoker } from './consent.revoker.js';
import { RevocationStore } from './revocation.store.js';

const BATCH = 20;

/**
 * Runs in every worker. Revokes consents that API processes have stored for revocation, and retries failed revocations.
 */
@Injectable()
export class ConsentRevocationLoop implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop: BackgroundLoop;

  constructor(
    private readonly revocations: RevocationStore,
    private readonly revoker: ConsentRevoker,
    @Inject(CONFIG) config: Config,
  ) {
    const everyMs = config.limits.CONSENT_REVOCATION_INTERVAL_MS;
    this.loop = new BackgroundLoop({ name: 'consent-revocation', everyMs, firstMs: everyMs }, () => this.revokeDue());
  }

  onModuleInit(): void {
    this.revoker.revokeHere();
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }

  /** A revocation that fails is due again later. */
  private async revokeDue(): Promise<void> {
    const due = await this.revocations.takeDue(BATCH);
    await Promise.all(due.map((revocation) => this.revoker.revoke(revocation)));
  }
}
