import { RedisScript } from '../redis/redis.script.js';

/**
 * First come, first served, across all processes. Permits are leased: those of a process that died expire.
 * KEYS: held, waiting. ARGV: permit, limit, lease in ms, longest wait in ms.
 */
export const ACQUIRE_SCRIPT = new RedisScript(`
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - ARGV[4])
  redis.call('ZADD', KEYS[2], 'NX', now, ARGV[1])
  redis.call('PEXPIRE', KEYS[2], ARGV[4])
  local free = ARGV[2] - redis.call('ZCARD', KEYS[1])
  if redis.call('ZRANK', KEYS[2], ARGV[1]) >= free then return 0 end
  redis.call('ZREM', KEYS[2], ARGV[1])
  redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  return 1
`);

/** Of a call that is still under way. KEYS: held, waiting. ARGV: permit, lease in ms. */
export const RENEW_SCRIPT = new RedisScript(`
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  redis.call('ZADD', KEYS[1], 'XX', now + ARGV[2], ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
`);

/** KEYS: held, waiting. ARGV: permit. */
export const RELEASE_SCRIPT = new RedisScript(`
  redis.call('ZREM', KEYS[1], ARGV[1])
  redis.call('ZREM', KEYS[2], ARGV[1])
`);
