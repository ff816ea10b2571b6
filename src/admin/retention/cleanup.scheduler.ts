import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { BackgroundLoop } from '../../common/background.loop.js';
import { BodyPartitions } from './body.partitions.js';
import { CLEANUP_EVERY_MS } from './cleanup.js';
import { CleanupRequester } from './cleanup.requester.js';

/**
 * Runs in every scheduler. Starts a cleanup every hour, and creates partitions for the bodies of the next days. Several
 * schedulers may do this at once.
 */
@Injectable()
export class CleanupScheduler implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(CleanupScheduler.name);
  private readonly loop: BackgroundLoop;

  constructor(
    private readonly partitions: BodyPartitions,
    cleanups: CleanupRequester,
  ) {
    this.loop = new BackgroundLoop(
      { name: 'cleanup', everyMs: CLEANUP_EVERY_MS, firstMs: CLEANUP_EVERY_MS },
      async () => void (await cleanups.request()),
    );
  }

  async onApplicationBootstrap(): Promise<void> {
    this.loop.start();
    // Before this process receives its first webhook: once the default partition has bodies of a day, no partition can
    // be created for that day.
    try {
      const creation = this.partitions.createAhead();
      while (!(await creation.next()).done) continue;
    } catch (error) {
      this.logger.warn(`Some partitions could not be created: ${(error as Error).message}`);
    }
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }
}
