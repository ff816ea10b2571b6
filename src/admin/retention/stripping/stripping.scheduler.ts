import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config.js';
import { Dispatcher } from '../../../work/dispatcher.js';
import { StoredDataStripper } from './stored-data.stripper.js';

/** In every scheduler: has workers strip what is stored until nothing is left of it, and then never again. */
@Injectable()
export class StrippingScheduler implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(StrippingScheduler.name);
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly stripper: StoredDataStripper,
    private readonly dispatcher: Dispatcher,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.roles.includes('scheduler')) return;
    this.timer = setInterval(() => void this.request(), this.config.limits.STRIPPING_INTERVAL_MS);
    this.timer.unref();
    void this.request();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private async request(): Promise<void> {
    try {
      const { unfinished, due } = await this.stripper.left();
      if (unfinished === 0) clearInterval(this.timer);
      if (due > 0) await this.dispatcher.send([{ job: 'stripping', payload: {} }]);
    } catch (error) {
      this.logger.warn(`Stored data that is left to strip could not be counted: ${(error as Error).message}`);
    }
  }
}
