import { RedisScript } from '../redis/redis.script.js';

/** Longer than the pauses between an account's calls. A key that has expired starts at its full rate. */
const KEEP_MS = 600_000;

/**
 * The arithmetic of {@link LocalRateLimiter}, in microseconds of Redis's clock. KEYS: keys. ARGV: count, how far ahead,
 * share regained with each call, then for each key the microseconds from one call to the next at full rate.
 * Returns how many are reserved, microseconds to the first, microseconds from one to the next.
 */
export const RESERVE_SCRIPT = new RedisScript(`
  local time = redis.call('TIME')
  local now = time[1] * 1000000 + time[2]
  local ahead = tonumber(ARGV[2])
  local at, share, every = {}, {}, {}
  local start, slowest = now, 0
  for i, key in ipairs(KEYS) do
    local state = redis.call('HMGET', key, 'at', 'share')
    at[i] = math.max(tonumber(state[1]) or 0, now)
    share[i] = tonumber(state[2]) or 1
    every[i] = tonumber(ARGV[i + 3]) / share[i]
    start = math.max(start, at[i])
    slowest = math.max(slowest, every[i])
  end
  local reserved = 0
  if start <= now + ahead then
    reserved = math.min(tonumber(ARGV[1]), math.floor((now + ahead - start) / slowest) + 1)
    for i, key in ipairs(KEYS) do
      local to = math.ceil(at[i] + reserved * every[i])
      redis.call('HSET', key, 'at', string.format('%.0f', to), 'share', math.min(1, share[i] + ARGV[3] * reserved))
      redis.call('PEXPIRE', key, math.ceil((to - now) / 1000) + ${KEEP_MS})
    end
  end
  return { reserved, math.floor(start - now), math.ceil(slowest) }
`);

/** KEYS[1]: key. ARGV: how long to block it, smallest share. Refusals while it is blocked count as one. */
export const REFUSE_SCRIPT = new RedisScript(`
  local time = redis.call('TIME')
  local now = time[1] * 1000000 + time[2]
  local state = redis.call('HMGET', KEYS[1], 'at', 'share', 'held')
  local share, held = tonumber(state[2]) or 1, tonumber(state[3]) or 0
  if held <= now then share = math.max(tonumber(ARGV[2]), share / 2) end
  held = math.max(held, now + ARGV[1])
  local at = math.max(tonumber(state[1]) or 0, held)
  redis.call('HSET', KEYS[1], 'at', string.format('%.0f', at), 'share', share, 'held', string.format('%.0f', held))
  redis.call('PEXPIRE', KEYS[1], math.ceil((at - now) / 1000) + ${KEEP_MS})
`);
