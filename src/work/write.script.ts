/**
 * Uses every command of Bull's scripts on separate keys, and deletes them again. Redis refuses this script for the
 * same reasons as a hint: commands, keys, channels or memory. Of the queue's keys it reads only the type, because a key
 * of another type makes every hint fail.
 *
 * KEYS[1] list, KEYS[2] sorted set, KEYS[3] set, KEYS[4] hash, KEYS[5] counter, then the queue's own keys.
 * ARGV[1] channel, then the required type of each of the queue's keys.
 */
export const WRITE_SCRIPT = `
  for n = 6, #KEYS do
    local held = redis.call('TYPE', KEYS[n])['ok']
    if held ~= 'none' and held ~= ARGV[n - 4] then
      return redis.error_reply('WRONGTYPE ' .. KEYS[n] .. ' holds a ' .. held)
    end
  end
  redis.call('INCR', KEYS[5])
  redis.call('HMSET', KEYS[4], 'a', 1)
  redis.call('HSET', KEYS[4], 'b', 1)
  redis.call('HGET', KEYS[4], 'a')
  redis.call('LPUSH', KEYS[1], 1)
  redis.call('RPUSH', KEYS[1], 2)
  redis.call('LREM', KEYS[1], 0, 2)
  redis.call('RPOPLPUSH', KEYS[1], KEYS[1])
  redis.call('ZADD', KEYS[2], 1, 1)
  redis.call('ZREM', KEYS[2], 1)
  redis.call('SADD', KEYS[3], 1)
  redis.call('SREM', KEYS[3], 1)
  redis.call('SET', KEYS[5], 1, 'PX', 10000)
  redis.call('PUBLISH', ARGV[1], 1)
  redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5])
  return 'OK'
`;

/** The keys of a queue by the end of their name, each with the type that Bull stores. */
export const KEY_TYPES = {
  wait: 'list',
  paused: 'list',
  active: 'list',
  delayed: 'zset',
  priority: 'zset',
  completed: 'zset',
  failed: 'zset',
  stalled: 'set',
  id: 'string',
  'meta-paused': 'string',
  'stalled-check': 'string',
} as const;
