import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { QueueSlots } from './queue.slots.js';
import { QUEUES, type QueueKey } from './queue.table.js';

/** The slots of this process for each queue: as many as the queue's concurrency, for jobs of any origin. */
@Injectable()
export class WorkSlots implements OnModuleDestroy {
  private readonly queues = new Map<QueueKey, QueueSlots>(
    (Object.keys(QUEUES) as QueueKey[]).map((key) => [key, new QueueSlots(QUEUES[key].concurrency)]),
  );

  of(key: QueueKey): QueueSlots {
    return this.queues.get(key) as QueueSlots;
  }

  onModuleDestroy(): void {
    for (const slots of this.queues.values()) slots.stop();
  }
}
