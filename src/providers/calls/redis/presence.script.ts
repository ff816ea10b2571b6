import { RedisScript } from './redis.script.js';

/** Heartbeat of a process. Returns the number of live processes. KEYS[1]: processes. ARGV: name, ms until it expires. */
export const PRESENCE_SCRIPT = new RedisScript(`
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
  redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return redis.call('ZCARD', KEYS[1])
`);
