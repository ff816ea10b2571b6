import { RedisScript } from './redis.script.js';

/** Says that a process is there, and counts those that are. KEYS[1] processes; ARGV name, ms without a sign of life. */
export const PRESENCE_SCRIPT = new RedisScript(`
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
  redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return redis.call('ZCARD', KEYS[1])
`);
