import { RedisScript } from '../redis/redis.script.js';

/** Longer than an account's next call after a pause; a lane that is forgotten starts at its full pace. */
const KEEP_MS = 600_000;

/**
 * The arithmetic of {@link LocalTurns}, in microseconds of Redis's clock. KEYS lanes; ARGV turns, how far ahead,
 * share regained a turn, then of each lane: microseconds a turn at full pace.
 * Returns how many turns, microseconds to the first, microseconds from one to the next.
 */
export const RESERVE_SCRIPT = new RedisScript(`
  local time = redis.call('TIME')
  local now = time[1] * 1000000 + time[2]
  local ahead = tonumber(ARGV[2])
  local at, share, every = {}, {}, {}
  local start, slowest = now, 0
  for i, key in ipairs(KEYS) do
    local lane = redis.call('HMGET', key, 'at', 'share')
    at[i] = math.max(tonumber(lane[1]) or 0, now)
    share[i] = tonumber(lane[2]) or 1
    every[i] = tonumber(ARGV[i + 3]) / share[i]
    start = math.max(start, at[i])
    slowest = math.max(slowest, every[i])
  end
  local turns = 0
  if start <= now + ahead then
    turns = math.min(tonumber(ARGV[1]), math.floor((now + ahead - start) / slowest) + 1)
    for i, key in ipairs(KEYS) do
      local to = math.ceil(at[i] + turns * every[i])
      redis.call('HSET', key, 'at', string.format('%.0f', to), 'share', math.min(1, share[i] + ARGV[3] * turns))
      redis.call('PEXPIRE', key, math.ceil((to - now) / 1000) + ${KEEP_MS})
    end
  end
  return { turns, math.floor(start - now), math.ceil(slowest) }
`);

/** KEYS[1] lane; ARGV how long to hold it, smallest share. What is refused during a hold is the same refusal. */
export const REFUSE_SCRIPT = new RedisScript(`
  local time = redis.call('TIME')
  local now = time[1] * 1000000 + time[2]
  local lane = redis.call('HMGET', KEYS[1], 'at', 'share', 'held')
  local share, held = tonumber(lane[2]) or 1, tonumber(lane[3]) or 0
  if held <= now then share = math.max(tonumber(ARGV[2]), share / 2) end
  held = math.max(held, now + ARGV[1])
  local at = math.max(tonumber(lane[1]) or 0, held)
  redis.call('HSET', KEYS[1], 'at', string.format('%.0f', at), 'share', share, 'held', string.format('%.0f', held))
  redis.call('PEXPIRE', KEYS[1], math.ceil((at - now) / 1000) + ${KEEP_MS})
`);
