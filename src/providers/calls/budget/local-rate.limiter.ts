import {
  AHEAD_MS,
  HEADROOM,
  REGAINED_SHARE,
  SMALLEST_SHARE,
  type KeyRate,
  type RateLimiter,
  type Reservation,
} from './rate.limiter.js';

const MAX_KEYS = 10_000;

interface KeyState {
  /** The next free time. */
  at: number;
  share: number;
  blockedUntil: number;
}

/** The rate limiter of this process alone. Same arithmetic as the shared one, by this process's clock. */
export class LocalRateLimiter implements RateLimiter {
  private readonly states = new Map<string, KeyState>();

  /** @param now monotonic milliseconds */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** @param part of each key's rate; the rest is left to other processes */
  async reserve(rates: readonly KeyRate[], count: number, part = 1): Promise<Reservation> {
    const now = this.now();
    const keys = rates.map(({ key, perSecond }) => ({ state: this.stateOf(key), perSecond: perSecond * part }));
    let start = now;
    let everyMs = 0;
    for (const { state, perSecond } of keys) {
      start = Math.max(start, state.at);
      everyMs = Math.max(everyMs, interval(state, perSecond));
    }
    const free = start > now + AHEAD_MS ? 0 : Math.floor((now + AHEAD_MS - start) / everyMs) + 1;
    const reserved = Math.min(count, free);
    // Each key is charged from its own next free time. Moving a fast key on to the time of a slow one would waste calls.
    for (const { state, perSecond } of keys) {
      if (reserved === 0) break;
      state.at = Math.max(state.at, now) + reserved * interval(state, perSecond);
      state.share = regained(state, reserved);
    }
    return { count: reserved, startMs: start - now, everyMs };
  }

  async refuse(key: string, seconds: number): Promise<void> {
    const now = this.now();
    const state = this.stateOf(key);
    // Calls that were under way together are refused together. That counts as one refusal.
    if (state.blockedUntil <= now) state.share = Math.max(SMALLEST_SHARE, state.share / 2);
    state.blockedUntil = Math.max(state.blockedUntil, now + seconds * 1000);
    state.at = Math.max(state.at, state.blockedUntil);
  }

  /** So many calls had their times from the shared limiter. What a refusal took away here comes back with them all the same. */
  regain(rates: readonly KeyRate[], count: number): void {
    for (const { key } of rates) {
      const state = this.states.get(key);
      if (state) state.share = regained(state, count);
    }
  }

  /** Whether one of the keys is blocked by a refusal. */
  isBlocked(rates: readonly KeyRate[]): boolean {
    const now = this.now();
    return rates.some(({ key }) => (this.states.get(key)?.blockedUntil ?? 0) > now);
  }

  private stateOf(key: string): KeyState {
    let state = this.states.get(key);
    if (!state) {
      if (this.states.size >= MAX_KEYS) this.dropIdle();
      this.states.set(key, (state = { at: 0, share: 1, blockedUntil: 0 }));
    }
    return state;
  }

  private dropIdle(): void {
    const now = this.now();
    for (const [key, state] of this.states) if (state.at <= now) this.states.delete(key);
  }
}

function regained({ share }: KeyState, calls: number): number {
  return Math.min(1, share + REGAINED_SHARE * calls);
}

function interval({ share }: KeyState, perSecond: number): number {
  return 1000 / (perSecond * HEADROOM * share);
}
