import type { Redis, RedisOptions } from 'ioredis';
import type { Config, RedisConfig } from '../config/config.js';
import { openRedis, type CommandWatcher } from './redis.connection.js';
import { openSubscriber } from './redis.subscriber.js';

export type ClientType = 'client' | 'subscriber' | 'bclient';

/**
 * The connection that sends commands. It fails fast, so that no request waits for Redis. It sends no check before its
 * first command, so an error of Redis is reported by name instead of by a connection that never becomes ready.
 */
export function redisClient(config: Config): Redis {
  return openRedis({
    ...connection(requireRedis(config)),
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: config.limits.REDIS_COMMAND_TIMEOUT_MS,
    enableReadyCheck: false,
  });
}

/** The connection that waits for jobs without a time limit, as Bull requires. */
export function blockingClient(config: Config, watch: CommandWatcher): Redis {
  return openRedis(waiting(config), watch);
}

/** The connection that receives events of other processes. */
export function subscriberClient(config: Config, report: (error: Error | null) => void): Redis {
  return openSubscriber(waiting(config), report);
}

function waiting(config: Config): RedisOptions {
  return { ...connection(requireRedis(config)), maxRetriesPerRequest: null, enableReadyCheck: false };
}

function requireRedis(config: Config): RedisConfig {
  if (!config.redis) throw new Error('Redis is not configured');
  return config.redis;
}

function connection({ host, port, username, password, db, tls }: RedisConfig): RedisOptions {
  return { host, port, username, password, db, ...(tls && { tls: {} }), connectTimeout: 5_000 };
}
