import type { Redis } from 'ioredis';
import type { Config } from '../config/config.js';
import { redisClient, type ClientType } from './redis.clients.js';

/**
 * The connections of the queues. Bull neither closes those that it did not make itself nor listens to them once it is
 * closed: each then keeps reconnecting to a Redis that may have stopped, and ioredis prints a stack trace for every
 * attempt.
 */
export class QueueConnections {
  private readonly open = new Map<string, Redis[]>();

  constructor(private readonly config: Config) {}

  create(queue: string, type: ClientType): Redis {
    const client = redisClient(this.config, type);
    this.open.set(queue, [...(this.open.get(queue) ?? []), client]);
    return client;
  }

  /** For a queue that is closed. */
  end(queue: string): void {
    for (const client of this.open.get(queue) ?? []) client.disconnect();
    this.open.delete(queue);
  }
}
