interface Time {
  /** `performance.now()` until which work may begin. */
  lastStart: number;
  onBegin?: () => void;
}

/** By the signal that guards the work. */
const TIMES = new WeakMap<AbortSignal, Time>();

/**
 * A signal that ends with `signal`, or `seconds` after `began`. What it guards may begin in the first half of that time only,
 * so that there is time for an answer.
 * @param began `performance.now()` of the beginning, which may be past
 * @param onBegin called when the work begins, each time that it does
 */
export function timedSignal(signal: AbortSignal, began: number, seconds: number, onBegin?: () => void): AbortSignal {
  const leftMs = Math.max(0, began + seconds * 1000 - performance.now());
  const timed = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(leftMs))]);
  TIMES.set(timed, { lastStart: began + (seconds * 1000) / 2, onBegin });
  return timed;
}

/** `performance.now()` until which there is time to begin; `Infinity` for a signal without a time. */
export function lastStart(signal: AbortSignal): number {
  return TIMES.get(signal)?.lastStart ?? Infinity;
}

/**
 * Whether there is still time to begin. The clock is asked: in a process that was stopped for a while, timers run only after
 * other callbacks that are due, so that the signal may not be aborted yet.
 */
export function mayBegin(signal: AbortSignal): boolean {
  return performance.now() < lastStart(signal);
}

/** What the signal guards begins now. */
export function begin(signal: AbortSignal): void {
  TIMES.get(signal)?.onBegin?.();
}
