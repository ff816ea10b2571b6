/** What a call counts in, and how fast that may go. */
export interface Pace {
  lane: string;
  /** Turns a second at full pace. */
  perSecond: number;
}

/** Turns that were reserved, one every `everyMs` from `startMs` on. */
export interface Grant {
  /** As many as were asked for, or fewer; 0: none is free yet. */
  turns: number;
  /** Milliseconds from now to the first of them; of none: to when the next one is free. */
  startMs: number;
  everyMs: number;
}

/** Keeps the time of each lane: one turn after the other, none twice. */
export interface TurnLedger {
  /** Reserves turns in all of the lanes, or in none. @throws Error when it cannot be asked */
  reserve(paces: readonly Pace[], turns: number): Promise<Grant>;
  /** The provider said no in this lane: it halves its pace, and holds it for `seconds`. */
  refuse(lane: string, seconds: number): Promise<void>;
}

/**
 * Turns are reserved at most this far ahead, and good for as long after their time: bunching that the headroom
 * makes up for.
 */
export const AHEAD_MS = 20;
/** Calls bunch up on their way, so the lanes run a little below what the provider allows. */
export const HEADROOM = 0.98;
/** Share of the full pace regained with each turn after a refusal; the next refusal takes it away again. */
export const CREEP = 0.02;
export const SLOWEST_SHARE = 0.05;
