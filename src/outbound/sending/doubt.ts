import type { PushTarget } from '../../providers/push.port.js';
import type { OpenOperation } from '../targets/operation.js';

export interface DoubtTimes {
  /** `null`: a repeated key is trusted indefinitely. */
  safeWindowSeconds: number | null;
  settleSeconds: number;
  writeTimeoutSeconds: number;
}

export interface DoubtLimits {
  OUTBOUND_SAFE_WINDOW_SECONDS?: number;
  OUTBOUND_SETTLE_SECONDS?: number;
  OUTBOUND_WRITE_TIMEOUT_SECONDS: number;
  OUTBOUND_REPLAY_SECONDS: number;
  OUTBOUND_REPLAY_MAX_SECONDS: number;
}

export type Doubt =
  /** The same bytes are sent with the same key. */
  | { kind: 'repeat' }
  /** The provider is asked for the object. */
  | { kind: 'look' }
  /** The object is read, and the request is built again: an update that is applied twice makes no second object. */
  | { kind: 'rebuild' }
  | { kind: 'wait'; seconds: number };

type Operation = Pick<OpenOperation, 'isRepeatable' | 'sinceFirstSeconds' | 'sinceLastSeconds'> & {
  request: Pick<OpenOperation['request'], 'kind'>;
};

export function doubtTimes(spec: PushTarget, limits: DoubtLimits): DoubtTimes {
  const { safeWindowSeconds: window } = spec;
  return {
    // Neither "always" nor "never" is a matter of time.
    safeWindowSeconds: window ? (limits.OUTBOUND_SAFE_WINDOW_SECONDS ?? window) : window,
    settleSeconds: limits.OUTBOUND_SETTLE_SECONDS ?? spec.settleSeconds,
    writeTimeoutSeconds: limits.OUTBOUND_WRITE_TIMEOUT_SECONDS,
  };
}

/**
 * An operation that was read a while ago: since then, more of its window has gone. When it was last sent is left as it was
 * read, because a lookup of that time is what an answer of the provider is judged by.
 * @param now `performance.now()`
 */
export function aged<T extends Pick<OpenOperation, 'sinceFirstSeconds' | 'readAt'>>(operation: T, now: number): T {
  return { ...operation, sinceFirstSeconds: operation.sinceFirstSeconds + (now - operation.readAt) / 1000 };
}

/**
 * What to do about a request that may have been applied. Within the safe window the provider answers a repeated key as it
 * did the first time. After it, or if that answer is a failure, absence is believed only once a late request and a late
 * index are out of the question.
 */
export function judgeDoubt(operation: Operation, times: DoubtTimes): Doubt {
  const { safeWindowSeconds, settleSeconds, writeTimeoutSeconds } = times;
  if (operation.isRepeatable) {
    // A repetition takes its time as well, and must arrive while the key is remembered.
    const isSafe = safeWindowSeconds === null || operation.sinceFirstSeconds + writeTimeoutSeconds < safeWindowSeconds;
    if (isSafe) return { kind: 'repeat' };
  }
  const seconds = writeTimeoutSeconds + settleSeconds - operation.sinceLastSeconds;
  if (seconds > 0) return { kind: 'wait', seconds };
  return { kind: operation.request.kind === 'create' ? 'look' : 'rebuild' };
}

/** Time from an unknown outcome to the next try, with growing pauses. @param sends how often it was sent so far */
export function doubtPause(
  operation: Operation & { sends: number },
  times: DoubtTimes,
  { OUTBOUND_REPLAY_SECONDS: first, OUTBOUND_REPLAY_MAX_SECONDS: most }: DoubtLimits,
): number {
  const pause = Math.min(most, first * 2 ** Math.min(operation.sends - 1, 16));
  const after = judgeDoubt({ ...operation, sinceFirstSeconds: operation.sinceFirstSeconds + pause }, times);
  return after.kind === 'repeat' ? pause : times.writeTimeoutSeconds + times.settleSeconds;
}
