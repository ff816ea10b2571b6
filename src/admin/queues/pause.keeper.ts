import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { BackgroundLoop } from '../../common/background.loop.js';
import { CONFIG, type Config } from '../../config/config.js';
import { PauseApplier } from './pause.applier.js';

const INTERVAL_MS = 2_000;

/** In every worker: a queue that was paused stays so when Redis is wiped, replaced, or was away at the time. */
@Injectable()
export class PauseKeeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop: BackgroundLoop;

  constructor(
    applier: PauseApplier,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.loop = new BackgroundLoop({ name: 'queue-pauses', everyMs: INTERVAL_MS }, () => applier.apply());
  }

  onApplicationBootstrap(): void {
    if (this.config.roles.includes('worker')) this.loop.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }
}
