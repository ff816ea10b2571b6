import type { Redis } from 'ioredis';
import type { Config } from '../config/config.js';
import { blockingClient, redisClient, subscriberClient, type ClientType } from '../redis/redis.clients.js';
import type { CommandWatcher } from '../redis/redis.connection.js';
import { problemOf } from '../redis/redis.problem.js';
import type { RedisAspect, RedisState } from '../redis/redis.state.js';

const DISCONNECTED = new Error('Connection is closed.');
/** A refusal comes at once. A command that still waits after this time was accepted. */
const ACCEPTED_AFTER_MS = 500;
/** The command with which Bull waits for jobs. */
const WAIT_FOR_JOB = 'brpoplpush';

/**
 * The connections of the queues. Bull does not close connections that it did not create, and does not listen to them
 * after it is closed. Each would keep reconnecting, even to a stopped Redis, and ioredis would print a stack trace for
 * every attempt. Problems of a connection are reported to the state.
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

  /** Closes the connections of a queue that is closed. */
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

/** Reports the result of commands that wait for jobs. Such a command works if it is still waiting. */
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
