/** Until when work may begin, by the signal that guards it; `performance.now()`. */
const LAST_STARTS = new WeakMap<AbortSignal, number>();

/**
 * A signal that ends with `signal`, or `seconds` after `began`. What it guards may begin in the first half of that time only,
 * so that there is time for an answer.
 * @param began `performance.now()` of the beginning, which may be past
 */
export function timedSignal(signal: AbortSignal, began: number, seconds: number): AbortSignal {
  const leftMs = Math.max(0, began + seconds * 1000 - performance.now());
  const timed = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(leftMs))]);
  LAST_STARTS.set(timed, began + (seconds * 1000) / 2);
  return timed;
}

/** `performance.now()` until which there is time to begin; `Infinity` for a signal without a time. */
export function lastStart(signal: AbortSignal): number {
  return LAST_STARTS.get(signal) ?? Infinity;
}

/**
 * Whether there is still time to begin. The clock is asked: in a process that was stopped for a while, timers run only after
 * other callbacks that are due, so that the signal may not be aborted yet.
 */
export function mayBegin(signal: AbortSignal): boolean {
  return performance.now() < lastStart(signal);
}
