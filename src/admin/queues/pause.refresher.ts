import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { BackgroundLoop } from '../../common/background.loop.js';
import { PauseApplier } from './pause.applier.js';

const INTERVAL_MS = 2_000;

/**
 * Runs in every worker. A paused queue stays paused when Redis is wiped or replaced, or was away when it was paused.
 */
@Injectable()
export class PauseRefresher implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop: BackgroundLoop;

  constructor(applier: PauseApplier) {
    this.loop = new BackgroundLoop({ name: 'queue-pauses', everyMs: INTERVAL_MS }, () => applier.apply());
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }
}
