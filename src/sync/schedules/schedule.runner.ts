import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Dispatcher } from '../../work/dispatcher.js';
import { DueSchedules } from './due-schedules.js';

const INTERVAL_MS = 1_000;
const BATCH = 100;

/** Looks for due schedules every second, one round after the other. Any number of processes may. */
@Injectable()
export class ScheduleRunner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(ScheduleRunner.name);
  private timer?: NodeJS.Timeout;
  private round: Promise<void> = Promise.resolve();
  private stopping = false;

  constructor(
    private readonly schedules: DueSchedules,
    private readonly dispatcher: Dispatcher,
  ) {}

  onApplicationBootstrap(): void {
    this.wait(0);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    await this.round;
  }

  private wait(delayMs: number): void {
    if (this.stopping) return;
    this.timer = setTimeout(() => {
      this.round = this.tick();
    }, delayMs);
  }

  private async tick(): Promise<void> {
    let full = false;
    try {
      const { due, hints } = await this.schedules.open(BATCH);
      await this.dispatcher.send(hints);
      full = due === BATCH;
    } catch (error) {
      this.logger.warn(`Schedules could not be started. Next try in a moment: ${(error as Error).message}`);
    }
    this.wait(full ? 0 : INTERVAL_MS);
  }
}
