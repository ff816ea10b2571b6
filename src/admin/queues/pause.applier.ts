import { Injectable } from '@nestjs/common';
import { within } from '../../common/within.js';
import { Dispatcher } from '../../work/dispatcher.js';
import { QUEUES, type QueueKey } from '../../work/queue.table.js';
import { QueuePauses } from '../../work/queue.pauses.js';

const TIMEOUT_MS = 1_000;

/** Pauses and resumes Bull's queues to match the table of pauses. */
@Injectable()
export class PauseApplier {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly pauses: QueuePauses,
  ) {}

  /** Does nothing while Redis is away or refuses writes to a queue. The table is applied again once Redis is back. */
  async apply(): Promise<void> {
    if (!this.dispatcher.available()) return;
    const paused = await this.pauses.all();
    await Promise.all(
      (Object.keys(QUEUES) as QueueKey[]).map((key) => this.applyTo(key, paused.has(QUEUES[key].name))),
    );
  }

  private async applyTo(key: QueueKey, paused: boolean): Promise<void> {
    const queue = this.dispatcher.queue(key);
    // Without the timeout, Bull would wait indefinitely if Redis went away now.
    if ((await within(TIMEOUT_MS, queue.isPaused())) === paused) return;
    await within(TIMEOUT_MS, paused ? queue.pause() : queue.resume());
  }
}
