import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { BackgroundLoop } from '../../common/background.loop.js';
import { CONFIG, type Config } from '../../config/config.js';
import { BodyPartitions } from './body.partitions.js';
import { CLEANUP_EVERY_MS } from './cleanup.js';
import { CleanupRequester } from './cleanup.requester.js';

/** In every scheduler: a cleanup an hour, and partitions for the bodies of the days to come. Doing it twice is harmless. */
@Injectable()
export class CleanupScheduler implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(CleanupScheduler.name);
  private readonly loop: BackgroundLoop;

  constructor(
    private readonly partitions: BodyPartitions,
    cleanups: CleanupRequester,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.loop = new BackgroundLoop(
      { name: 'cleanup', everyMs: CLEANUP_EVERY_MS, firstMs: CLEANUP_EVERY_MS },
      async () => void (await cleanups.request()),
    );
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.roles.includes('scheduler')) return;
    this.loop.start();
    // Before the first webhook of this process: what the default partition has taken, no other can.
    try {
      const creation = this.partitions.createAhead();
      while (!(await creation.next()).done) continue;
    } catch (error) {
      this.logger.warn(`Not all partitions were made: ${(error as Error).message}`);
    }
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }
}
