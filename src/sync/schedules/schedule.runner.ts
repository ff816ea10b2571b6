import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { BackgroundLoop } from '../../common/background.loop.js';
import { Dispatcher } from '../../work/dispatcher.js';
import { DueSchedules } from './due-schedules.js';

const INTERVAL_MS = 1_000;
const BATCH = 100;

/** In every scheduler: looks for due schedules every second. Any number of processes may do so at the same time. */
@Injectable()
export class ScheduleRunner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop = new BackgroundLoop({ name: 'schedules', everyMs: INTERVAL_MS }, () => this.openDue());

  constructor(
    private readonly schedules: DueSchedules,
    private readonly dispatcher: Dispatcher,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }

  private async openDue(): Promise<number> {
    const { due, hints } = await this.schedules.open(BATCH);
    await this.dispatcher.send(hints);
    return due === BATCH ? 0 : INTERVAL_MS;
  }
}
