import { Redis, type RedisOptions } from 'ioredis';
import type { Config, RedisConfig } from '../config/config.js';

export type ClientType = 'client' | 'subscriber' | 'bclient';

/**
 * Bull's three connections. The one that sends commands fails fast, so that no request ever waits for Redis; the
 * two that listen wait for it for ever, as Bull demands of them.
 */
export function redisClient(config: Config, type: ClientType): Redis {
  const options = connection(requireRedis(config));
  return type === 'client'
    ? new Redis({
        ...options,
        enableOfflineQueue: false,
        maxRetriesPerRequest: 1,
        commandTimeout: config.limits.REDIS_COMMAND_TIMEOUT_MS,
      })
    : new Redis({ ...options, maxRetriesPerRequest: null, enableReadyCheck: false });
}

function requireRedis(config: Config): RedisConfig {
  if (!config.redis) throw new Error('Redis is not configured');
  return config.redis;
}

function connection({ host, port, username, password, db, tls }: RedisConfig): RedisOptions {
  return {
    host,
    port,
    username,
    password,
    db,
    ...(tls && { tls: {} }),
    connectTimeout: 5_000,
    retryStrategy: (times) => Math.min(times * 100, 2_000),
  };
}
