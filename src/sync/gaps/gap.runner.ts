import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { BackgroundLoop } from '../../common/background.loop.js';
import { CONFIG, type Config } from '../../config/config.js';
import { Dispatcher } from '../../work/dispatcher.js';
import { GapRuns } from './gap.runs.js';

const BATCH = 100;

/** In every scheduler: looks for gaps that need a run. Any number of processes may do so at the same time. */
@Injectable()
export class GapRunner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop: BackgroundLoop;

  constructor(
    private readonly runs: GapRuns,
    private readonly dispatcher: Dispatcher,
    @Inject(CONFIG) { limits }: Pick<Config, 'limits'>,
  ) {
    const everyMs = limits.COVERAGE_INTERVAL_MS;
    this.loop = new BackgroundLoop({ name: 'coverage-gaps', everyMs, firstMs: everyMs }, () => this.openDue());
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }

  private async openDue(): Promise<number | void> {
    const { due, hints } = await this.runs.open(BATCH);
    await this.dispatcher.send(hints);
    return due === BATCH ? 0 : undefined;
  }
}
