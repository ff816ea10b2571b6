import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { BackgroundLoop } from '../../../common/background.loop.js';
import { CONFIG, type Config } from '../../../config/config.js';
import { Dispatcher } from '../../../work/dispatcher.js';
import { StoredDataStripper } from './stored-data.stripper.js';

/** Runs in every scheduler. Requests stripping jobs until nothing is left to strip. */
@Injectable()
export class StrippingScheduler implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop: BackgroundLoop;

  constructor(
    private readonly stripper: StoredDataStripper,
    private readonly dispatcher: Dispatcher,
    @Inject(CONFIG) config: Config,
  ) {
    const everyMs = config.limits.STRIPPING_INTERVAL_MS;
    this.loop = new BackgroundLoop({ name: 'stripping', everyMs }, () => this.request());
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }

  private async request(): Promise<null | void> {
    const { unfinished, due } = await this.stripper.left();
    if (due > 0) await this.dispatcher.send([{ job: 'stripping', payload: {} }]);
    if (unfinished === 0) return null;
  }
}
