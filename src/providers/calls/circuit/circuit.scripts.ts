import { RedisScript } from '../redis/redis.script.js';

const NOW = `
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/**
 * KEYS[1]: circuit. ARGV: ms that the testing call may take, ms to keep the circuit, ms after which the other calls
 * check again. Returns 0 (closed), -1 (half-open: this call tests), otherwise ms until the circuit is half-open.
 */
export const ASK_SCRIPT = new RedisScript(`${NOW}
  local circuit = redis.call('HMGET', KEYS[1], 'till', 'trying')
  local till = tonumber(circuit[1])
  if not till then return 0 end
  if till > now then return circuit[2] == '1' and math.min(till - now, tonumber(ARGV[3])) or till - now end
  redis.call('HSET', KEYS[1], 'till', now + ARGV[1], 'trying', 1)
  redis.call('PEXPIRE', KEYS[1], ARGV[1] + ARGV[2])
  return -1
`);

/**
 * KEYS[1]: circuit. ARGV: 1 if the testing call has failed, otherwise 0; ms for the first opening; ms at most.
 * Returns ms until the circuit is half-open.
 */
export const OPEN_SCRIPT = new RedisScript(`${NOW}
  local circuit = redis.call('HMGET', KEYS[1], 'till', 'times')
  local till, times = tonumber(circuit[1]) or 0, tonumber(circuit[2]) or 0
  if till > now and ARGV[1] == '0' then return till - now end
  local ms = math.min(tonumber(ARGV[3]), ARGV[2] * 2 ^ times)
  redis.call('HSET', KEYS[1], 'till', now + ms, 'times', times + 1, 'trying', 0)
  redis.call('PEXPIRE', KEYS[1], ms + ARGV[3])
  return ms
`);

/** KEYS[1]: circuit. */
export const CLOSE_SCRIPT = new RedisScript(`redis.call('DEL', KEYS[1])`);

/** KEYS[1]: circuit. */
export const ABANDON_SCRIPT = new RedisScript(`${NOW}
  if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSET', KEYS[1], 'till', now) end
`);
