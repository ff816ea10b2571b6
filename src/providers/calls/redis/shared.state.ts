import { randomUUID } from 'node:crypto';
import { type BeforeApplicationShutdown, Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { BackgroundLoop } from '../../../common/background.loop.js';
import { CONFIG, type Config } from '../../../config/config.js';
import { redisClient } from '../../../redis/redis.clients.js';
import { PRESENCE_SCRIPT } from './presence.script.js';
import type { RedisScript } from './redis.script.js';

const HEARTBEAT_MS = 2_000;
const EXPIRES_AFTER_MS = 10_000;
/** A single unusable key fails again after each heartbeat, so the warning is logged at most this often. */
const WARNING_EVERY_MS = 60_000;

/**
 * The state that all processes share about their calls to providers, in Redis. Calls do not wait for Redis: after one
 * command that fails or takes too long, Redis counts as unavailable until a heartbeat succeeds.
 */
@Injectable()
export class SharedState implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger(SharedState.name);
  private readonly name = randomUUID();
  private redis?: Redis;
  private readonly loop = new BackgroundLoop(
    { name: 'shared-calls', everyMs: HEARTBEAT_MS, firstMs: HEARTBEAT_MS },
    () => this.heartbeat(),
  );
  private answering = false;
  private known?: number;
  private loggedAt = -Infinity;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  get available(): boolean {
    return this.answering;
  }

  /** Live processes at the last heartbeat, including this one. `undefined`: no heartbeat has succeeded yet. */
  get processes(): number | undefined {
    return this.known;
  }

  onModuleInit(): void {
    if (!this.config.redis) return;
    this.redis = redisClient(this.config);
    // The queues report a lost connection. Without a listener, the event would end the process.
    this.redis.on('error', () => undefined);
    this.redis.on('close', () => this.lose());
    this.redis.on('ready', () => void this.heartbeat());
    this.loop.start();
  }

  /** After the work in hand has ended: its calls share the limits until then. */
  async beforeApplicationShutdown(): Promise<void> {
    void this.loop.stop();
    if (this.answering) await this.redis?.zrem(this.key('processes'), this.name).catch(() => undefined);
    this.answering = false;
    this.redis?.disconnect();
  }

  /**
   * @param keys without the installation's prefix
   * @throws Error when Redis is unavailable
   */
  async run<T>(script: RedisScript, keys: readonly string[], args: readonly (string | number)[]): Promise<T> {
    if (!this.answering) throw new Error('Redis is unavailable');
    return this.evaluate<T>(script, keys, args);
  }

  private async heartbeat(): Promise<void> {
    try {
      this.known = await this.evaluate<number>(PRESENCE_SCRIPT, ['processes'], [this.name, EXPIRES_AFTER_MS]);
      this.answering = true;
    } catch {
      // `evaluate` has logged it.
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
    if (performance.now() - this.loggedAt < WARNING_EVERY_MS) return;
    this.loggedAt = performance.now();
    const reason = error instanceof Error ? `: ${error.message}` : '';
    this.logger.warn(`Redis is unavailable. Calls to providers are limited by a local share of the rate${reason}`);
  }

  private key(name: string): string {
    return `${this.config.redis?.prefix}:calls:${name}`;
  }
}

function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}
