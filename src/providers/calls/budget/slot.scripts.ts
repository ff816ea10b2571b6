import { RedisScript } from '../redis/redis.script.js';

/**
 * Whoever came first goes in first, whatever process it is of. Slots are leased: those of a process that died end by
 * themselves. KEYS inside, waiting; ARGV slot, most inside, lease in ms, ms that anybody waits.
 */
export const ENTER_SCRIPT = new RedisScript(`
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

/** KEYS inside, waiting; ARGV slot. */
export const LEAVE_SCRIPT = new RedisScript(`
  redis.call('ZREM', KEYS[1], ARGV[1])
  redis.call('ZREM', KEYS[2], ARGV[1])
`);
