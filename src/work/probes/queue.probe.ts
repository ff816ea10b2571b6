import { Injectable } from '@nestjs/common';
import { Dispatcher, type QueueDepth } from '../dispatcher.js';
import type { QueueKey } from '../queue.table.js';
import { within } from '../../common/within.js';

const TIMEOUT_MS = 1_000;

export interface QueueState extends QueueDepth {
  oldestAgeSeconds: number | null;
}

/** Reads the state of a queue in Redis, in bounded time. */
@Injectable()
export class QueueProbe {
  constructor(private readonly dispatcher: Dispatcher) {}

  /** `null`: Redis cannot be read. */
  async read(key: QueueKey): Promise<QueueState | null> {
    if (!this.dispatcher.available()) return null;
    try {
      const [depth, oldest] = await within(
        TIMEOUT_MS,
        Promise.all([this.dispatcher.depth(key), this.dispatcher.oldestWaiting(key)]),
      );
      const oldestAgeSeconds = oldest && Math.max(0, Math.round((Date.now() - oldest.getTime()) / 1000));
      return { ...depth, oldestAgeSeconds };
    } catch {
      return null;
    }
  }
}
