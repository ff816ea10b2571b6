import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import type { Redis } from 'ioredis';
import { BackgroundLoop } from '../common/background.loop.js';
import { CONFIG, type Config } from '../config/config.js';
import { within } from '../common/within.js';
import { Dispatcher } from './dispatcher.js';
import { QUEUES, type QueueKey } from './queue.table.js';
import { problemOf } from '../redis/redis.problem.js';
import { RedisState } from '../redis/redis.state.js';
import { KEY_TYPES, WRITE_SCRIPT } from './write.script.js';

const KEYS = Object.keys(QUEUES) as QueueKey[];
const OWN_KEYS = ['list', 'sorted', 'set', 'hash', 'counter'] as const;
const COMMAND = 'probeWrites';

/**
 * Writes to Redis as a hint would, at intervals and for each queue. A Redis that answers may still not work: it may be
 * a read-only replica after a failover, refuse commands to this user, have no memory left, or hold another type of
 * value under our prefix.
 */
@Injectable()
export class WriteProbe implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly asking = new Map<QueueKey, Promise<void>>();
  private readonly loop: BackgroundLoop;

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly state: RedisState,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    const everyMs = config.limits.REDIS_PROBE_INTERVAL_MS;
    this.loop = new BackgroundLoop({ name: 'redis-probe', everyMs, firstMs: everyMs }, () => this.askAll());
  }

  onModuleInit(): void {
    for (const key of KEYS) {
      const client = this.clientOf(key);
      client.defineCommand(COMMAND, { lua: WRITE_SCRIPT });
      client.on('ready', () => void this.ask(key));
    }
    this.loop.start();
  }

  /** Waits for the first probe, so that the first hint is sent instead of lost, if Redis is available. */
  async onApplicationBootstrap(): Promise<void> {
    const timeoutMs = this.config.limits.REDIS_COMMAND_TIMEOUT_MS;
    await within(timeoutMs, Promise.all(KEYS.map((key) => this.firstAnswer(key)))).catch(() => undefined);
  }

  onModuleDestroy(): void {
    void this.loop.stop();
    this.state.stop();
  }

  private async firstAnswer(key: QueueKey): Promise<void> {
    const client = this.clientOf(key);
    if (client.status !== 'ready') {
      await new Promise<void>((resolve) => {
        client.once('ready', resolve);
        client.once('error', () => resolve());
      });
    }
    await this.ask(key);
  }

  private async askAll(): Promise<void> {
    await Promise.all(KEYS.map((key) => this.ask(key)));
  }

  /** Runs only one probe of a queue at a time. */
  private ask(key: QueueKey): Promise<void> {
    const question = this.asking.get(key) ?? this.put(key).finally(() => this.asking.delete(key));
    this.asking.set(key, question);
    return question;
  }

  private async put(key: QueueKey): Promise<void> {
    try {
      await this.write(key);
      this.state.report(QUEUES[key].name, 'commands', null);
    } catch (error) {
      this.state.report(QUEUES[key].name, 'commands', problemOf(error as Error));
    }
  }

  private async write(key: QueueKey): Promise<void> {
    const queue = `${this.config.redis?.prefix}:${QUEUES[key].name}`;
    const own = OWN_KEYS.map((kind) => `${queue}:probe:${kind}`);
    const keys = [...own, ...Object.keys(KEY_TYPES).map((end) => `${queue}:${end}`)];
    const transaction = this.clientOf(key).multi() as ReturnType<Redis['multi']> & Record<typeof COMMAND, Command>;
    transaction[COMMAND](keys.length, ...keys, `${queue}:probe`, ...Object.values(KEY_TYPES));
    // Waits for a job. Within a transaction it returns at once.
    transaction.brpoplpush(own[0] as string, own[0] as string, 0);
    await transaction.exec();
  }

  private clientOf(key: QueueKey): Redis {
    return this.dispatcher.queue(key).client;
  }
}

type Command = (...args: (string | number)[]) => unknown;
