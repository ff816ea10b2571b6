import { isFailure } from '../common/failure.js';
import { LeaseLostError, ShutdownError, TurnEndedError } from './lease.js';
import type { QueueKey } from './queue.table.js';
import { nextRetry, type Retry } from './retry.schedule.js';

/** The part of an error that is stored and shown to the tenant. */
export interface StoredError {
  code: string;
  message: string;
}

/** What happens after a failure. Decided from the error alone. */
export type FailureVerdict =
  /** Another worker has the work now, so nothing is written. */
  | { kind: 'lost' }
  /** The work did not cause the failure. It is tried later and uses up no attempt. */
  | { kind: 'postpone'; delayMs: number; error: StoredError | null }
  | { kind: 'retry'; retry: Retry; error: StoredError }
  | { kind: 'dead'; error: StoredError };

const DEFAULT_PAUSE_SECONDS = 2;

/** @param attempts number of failed attempts before this one */
export function judgeFailure(queue: QueueKey, error: unknown, attempts: number): FailureVerdict {
  if (error instanceof LeaseLostError) return { kind: 'lost' };
  if (error instanceof ShutdownError || error instanceof TurnEndedError) {
    return { kind: 'postpone', delayMs: 0, error: null };
  }
  const stored = toStoredError(error);
  if (isFailure(error)) {
    const pause = (error.retryAfterSeconds ?? DEFAULT_PAUSE_SECONDS) * 1000;
    if (!error.usesAttempt) return { kind: 'postpone', delayMs: pause, error: stored };
    if (!error.retryable) return { kind: 'dead', error: stored };
  }
  return judgeOwnFailure(queue, error, attempts);
}

/** For a failure that the work itself caused, of any class. It uses up an attempt. */
export function judgeOwnFailure(queue: QueueKey, error: unknown, attempts: number): FailureVerdict {
  const stored = toStoredError(error);
  const retry = nextRetry(queue, attempts + 1);
  return retry ? { kind: 'retry', retry, error: stored } : { kind: 'dead', error: stored };
}

export function toStoredError(error: unknown): StoredError {
  if (isFailure(error)) return { code: error.code, message: error.message };
  return { code: 'internal_error', message: 'Something failed on our side; the log has the details' };
}
