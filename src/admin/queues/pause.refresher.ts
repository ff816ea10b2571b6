import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { PauseApplier } from './pause.applier.js';

const INTERVAL_MS = 2_000;

/** In every worker: a queue that was paused stays so when Redis is wiped, replaced, or was away at the time. */
@Injectable()
export class PauseRefresher implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(PauseRefresher.name);
  private timer?: NodeJS.Timeout;
  private round: Promise<void> = Promise.resolve();
  private stopping = false;
  private failing = false;

  constructor(
    private readonly applier: PauseApplier,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.roles.includes('worker')) this.schedule(0);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    await this.round;
  }

  private schedule(delayMs: number): void {
    if (this.stopping) return;
    this.timer = setTimeout(() => {
      this.round = this.tick();
    }, delayMs);
    this.timer.unref();
  }

  private async tick(): Promise<void> {
    try {
      await this.applier.apply();
      this.failing = false;
    } catch (error) {
      if (!this.failing)
        this.logger.warn(`Queue pauses could not be applied. Next try in a moment: ${(error as Error).message}`);
      this.failing = true;
    }
    this.schedule(INTERVAL_MS);
  }
}
