import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
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
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.timer = setInterval(() => void this.cleanups.request(), CLEANUP_EVERY_MS);
    this.timer.unref();
    // Before the first webhook of this process: what the default partition has taken, no other can.
    try {
      const creation = this.partitions.createAhead();
      while (!(await creation.next()).done) continue;
    } catch (error) {
      this.logger.warn(`Not all partitions were made: ${(error as Error).message}`);
    }
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }
}
