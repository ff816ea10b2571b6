import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { BackgroundLoop } from '../../../common/background.loop.js';
import { CONFIG, type Config } from '../../../config/config.js';
import { redisClient } from '../../../redis/redis.clients.js';
import { PRESENCE_SCRIPT } from './presence.script.js';
import type { RedisScript } from './redis.script.js';

const BEAT_MS = 2_000;
const GONE_AFTER_MS = 10_000;
/** One key that cannot be used is found so again after every sign of life. */
const LINES_APART_MS = 60_000;

/**
 * What all processes know together of their calls to providers, in Redis. Nobody waits for Redis: one command that
 * fails or takes too long, and it counts as away until it has answered a sign of life again.
 */
@Injectable()
export class SharedState implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(SharedState.name);
  private readonly name = randomUUID();
  private redis?: Redis;
  private readonly loop = new BackgroundLoop({ name: 'shared-calls', everyMs: BEAT_MS, firstMs: BEAT_MS }, () =>
    this.beat(),
  );
  private answering = false;
  private known?: number;
  private loggedAt = -Infinity;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  get available(): boolean {
    return this.answering;
  }

  /** Processes that share it, this one included, as last known; `undefined`: Redis never said. */
  get processes(): number | undefined {
    return this.known;
  }

  onModuleInit(): void {
    if (!this.config.redis) return;
    this.redis = redisClient(this.config);
    // The queues report a lost connection; unheard, it would end the process.
    this.redis.on('error', () => undefined);
    this.redis.on('close', () => this.lose());
    this.redis.on('ready', () => void this.beat());
    this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    void this.loop.stop();
    if (this.answering) await this.redis?.zrem(this.key('processes'), this.name).catch(() => undefined);
    this.answering = false;
    this.redis?.disconnect();
  }

  /**
   * @param keys without the installation's prefix
   * @throws Error when Redis is away
   */
  async run<T>(script: RedisScript, keys: readonly string[], args: readonly (string | number)[]): Promise<T> {
    if (!this.answering) throw new Error('Redis is away');
    return this.evaluate<T>(script, keys, args);
  }

  private async beat(): Promise<void> {
    try {
      this.known = await this.evaluate<number>(PRESENCE_SCRIPT, ['processes'], [this.name, GONE_AFTER_MS]);
      this.answering = true;
    } catch {
      // Said already.
    }
  }

  private async evaluate<T>(
    script: RedisScript,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<T> {
    const { redis } = this;
    if (!redis) throw new Error('Redis is not configured');
    const names = keys.map((key) => this.key(key));
    try {
      return (await redis.evalsha(script.sha, names.length, ...names, ...args).catch((error: unknown) => {
        if (!isUnknownScript(error)) throw error;
        return redis.eval(script.lua, names.length, ...names, ...args);
      })) as T;
    } catch (error) {
      this.lose(error);
      throw error;
    }
  }

  private lose(error?: unknown): void {
    if (!this.answering) return;
    this.answering = false;
    if (performance.now() - this.loggedAt < LINES_APART_MS) return;
    this.loggedAt = performance.now();
    const reason = error instanceof Error ? `: ${error.message}` : '';
    this.logger.warn(`Redis is away, so calls to providers are paced by a local share${reason}`);
  }

  private key(name: string): string {
    return `${this.config.redis?.prefix}:calls:${name}`;
  }
}

function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}
