import type { Redis } from 'ioredis';
import type { Config } from '../config/config.js';
import { blockingClient, redisClient, subscriberClient, type ClientType } from '../redis/redis.clients.js';
import type { CommandWatcher } from '../redis/redis.connection.js';
import { problemOf } from '../redis/redis.problem.js';
import type { RedisAspect, RedisState } from '../redis/redis.state.js';

const DISCONNECTED = new Error('Connection is closed.');
/** A refusal comes at once; a command that is still waiting after this long was accepted. */
const ACCEPTED_AFTER_MS = 500;
/** The command by which Bull waits for jobs. */
const WAIT_FOR_JOB = 'brpoplpush';

/**
 * The connections of the queues. Bull neither closes those that it did not make itself nor listens to them once it is
 * closed: each then keeps reconnecting to a Redis that may have stopped, and ioredis prints a stack trace for every
 * attempt. What goes wrong on each of them is reported to the state.
 */
export class QueueConnections {
  private readonly open = new Map<string, Redis[]>();

  constructor(
    private readonly config: Config,
    private readonly state: RedisState,
  ) {}

  create(queue: string, type: ClientType): Redis {
    const client = this.connect(queue, type);
    this.open.set(queue, [...(this.open.get(queue) ?? []), client]);
    return client;
  }

  /** For a queue that is closed. */
  end(queue: string): void {
    for (const client of this.open.get(queue) ?? []) client.disconnect();
    this.open.delete(queue);
  }

  private connect(queue: string, type: ClientType): Redis {
    const report = (aspect: RedisAspect) => (error: Error | null) =>
      this.state.report(queue, aspect, error && problemOf(error));
    if (type === 'subscriber') return this.hearing(subscriberClient(this.config, report('events')), report('events'));
    if (type === 'client') {
      const client = this.hearing(redisClient(this.config), report('commands'));
      client.on('close', () => report('commands')(DISCONNECTED));
      return client;
    }
    const client: Redis = blockingClient(this.config, (name, outcome) => watch(name, outcome));
    const watch = waitingWatcher(() => client.status === 'ready', report('consumer'));
    return this.hearing(client, report('consumer'));
  }

  private hearing(client: Redis, report: (error: Error) => void): Redis {
    return client.on('error', report);
  }
}

/** Reports what becomes of the commands that wait for jobs. They succeed by being left waiting. */
function waitingWatcher(isReady: () => boolean, report: (error: Error | null) => void): CommandWatcher {
  return (name, outcome) => {
    if (name !== WAIT_FOR_JOB) return;
    const timer = setTimeout(() => isReady() && report(null), ACCEPTED_AFTER_MS).unref();
    outcome
      .then(
        () => report(null),
        (error: Error) => report(error),
      )
      .finally(() => clearTimeout(timer));
  };
}
