import { RedisScript } from '../redis/redis.script.js';

/** KEYS: block. ARGV: until, epoch ms; how long to keep it, ms. */
export const BLOCK_SCRIPT = new RedisScript(`redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])`);

/** KEYS: block. Returns until, epoch ms; false: there is none. */
export const READ_BLOCK_SCRIPT = new RedisScript(`return redis.call('GET', KEYS[1])`);

/** KEYS: block. */
export const UNBLOCK_SCRIPT = new RedisScript(`redis.call('DEL', KEYS[1])`);
