/** A key that a call counts against, and its rate. */
export interface KeyRate {
  key: string;
  /** Calls a second at full rate. */
  perSecond: number;
}

/** Reserved times, one every `everyMs`, beginning at `startMs`. Each is good for one call. */
export interface Reservation {
  /** How many were reserved: as many as requested, or fewer. 0: none is free yet. */
  count: number;
  /** Milliseconds until the first of them; if there is none, until the next one is free. */
  startMs: number;
  everyMs: number;
}

/** Rate limiter (GCRA): each key has one sequence of times, and no time is given out twice. */
export interface RateLimiter {
  /** Reserves times for all of the keys, or for none. @throws Error when the limiter cannot be reached */
  reserve(rates: readonly KeyRate[], count: number): Promise<Reservation>;
  /** The provider refused a call for this key: blocks the key for `seconds` and halves its rate. */
  refuse(key: string, seconds: number): Promise<void>;
}

/**
 * Times are reserved at most this far ahead, and stay good for as long after they have passed. The headroom makes up
 * for the bursts that this causes.
 */
export const AHEAD_MS = 20;
/** Calls bunch up on their way, so the rate stays a little below what the provider allows. */
export const HEADROOM = 0.98;
/** Share of the full rate regained with each call after a refusal. The next refusal takes it away again. */
export const REGAINED_SHARE = 0.02;
export const SMALLEST_SHARE = 0.05;
