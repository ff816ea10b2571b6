import { Injectable, Logger } from '@nestjs/common';
import { NotFoundError } from '../../common/http.errors.js';
import { QueueProbe } from '../../work/probes/queue.probe.js';
import { QUEUES, type QueueKey } from '../../work/queue.table.js';
import { PauseApplier } from './pause.applier.js';
import type { QueueDto } from './queue.dto.js';
import { QueuePauses, type QueuePause } from '../../work/queue.pauses.js';

const KEYS = Object.keys(QUEUES) as QueueKey[];

@Injectable()
export class QueuesService {
  private readonly logger = new Logger(QueuesService.name);

  constructor(
    private readonly probe: QueueProbe,
    private readonly pauses: QueuePauses,
    private readonly applier: PauseApplier,
  ) {}

  async list(): Promise<QueueDto[]> {
    const pauses = await this.pauses.all();
    return Promise.all(KEYS.map((key) => this.describe(key, pauses.get(QUEUES[key].name))));
  }

  async pause(name: string, by: string): Promise<QueueDto> {
    const key = keyOf(name);
    await this.pauses.add(name, by);
    return this.applied(key);
  }

  async resume(name: string): Promise<QueueDto> {
    const key = keyOf(name);
    await this.pauses.remove(name);
    return this.applied(key);
  }

  /** The table decides. If Redis cannot be reached now, the pause refresher applies the pause later. */
  private async applied(key: QueueKey): Promise<QueueDto> {
    await this.applier
      .apply()
      .catch((error: Error) =>
        this.logger.warn(
          `The pauses of queues could not be applied in Redis. They are applied later: ${error.message}`,
        ),
      );
    return this.describe(key, (await this.pauses.all()).get(QUEUES[key].name));
  }

  private async describe(key: QueueKey, pause: QueuePause | undefined): Promise<QueueDto> {
    const state = await this.probe.read(key);
    return {
      name: QUEUES[key].name,
      available: state !== null,
      waiting: state && state.waiting + state.paused,
      active: state && state.active,
      delayed: state && state.delayed,
      failed: state && state.failed,
      oldestAgeSeconds: state && state.oldestAgeSeconds,
      paused: pause !== undefined,
      pausedAt: pause?.pausedAt ?? null,
      pausedBy: pause?.pausedBy ?? null,
    };
  }
}

function keyOf(name: string): QueueKey {
  const key = KEYS.find((candidate) => QUEUES[candidate].name === name);
  if (!key) throw new NotFoundError('The queue', 'queue_not_found');
  return key;
}
