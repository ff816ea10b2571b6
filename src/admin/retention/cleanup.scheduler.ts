import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { BodyPartitions } from './body.partitions.js';
import { CLEANUP_EVERY_MS } from './cleanup.js';
import { CleanupRequester } from './cleanup.requester.js';

/** In every scheduler: a cleanup an hour, and partitions for the bodies of the days to come. Doing it twice is harmless. */
@Injectable()
export class CleanupScheduler implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(CleanupScheduler.name);
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly partitions: BodyPartitions,
    private readonly cleanups: CleanupRequester,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.roles.includes('scheduler')) return;
    this.timer = setInterval(() => void this.cleanups.request(), CLEANUP_EVERY_MS);
    this.timer.unref();
    // Before the first webhook of this process: what the default partition has taken, no other can.
    try {
      const creation = this.partitions.createAhead();
      while (!(await creation.next()).done) continue;
    } catch (error) {
      this.logger.warn(`Some partitions could not be created: ${(error as Error).message}`);
    }
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }
}
