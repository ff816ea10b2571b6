import type { SharedState } from '../redis/shared.state.js';
import { REFUSE_SCRIPT, RESERVE_SCRIPT } from './rate-limiter.scripts.js';
import {
  AHEAD_MS,
  HEADROOM,
  REGAINED_SHARE,
  SMALLEST_SHARE,
  type KeyRate,
  type RateLimiter,
  type Reservation,
} from './rate.limiter.js';

const MICROSECONDS = 1000;

/** The rate limiter that all processes share, by Redis's clock. All keys of a call are reserved in one round trip. */
export class SharedRateLimiter implements RateLimiter {
  constructor(private readonly state: SharedState) {}

  async reserve(rates: readonly KeyRate[], count: number): Promise<Reservation> {
    const [reserved, start, every] = await this.state.run<[number, number, number]>(
      RESERVE_SCRIPT,
      rates.map(({ key }) => redisKey(key)),
      [count, AHEAD_MS * MICROSECONDS, REGAINED_SHARE, ...rates.map(({ perSecond }) => 1e6 / (perSecond * HEADROOM))],
    );
    return { count: reserved, startMs: start / MICROSECONDS, everyMs: every / MICROSECONDS };
  }

  async refuse(key: string, seconds: number): Promise<void> {
    await this.state.run(REFUSE_SCRIPT, [redisKey(key)], [Math.round(seconds * 1e6), SMALLEST_SHARE]);
  }
}

function redisKey(key: string): string {
  return `turns:${key}`;
}
