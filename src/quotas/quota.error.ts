import { AppError } from '../common/app.error.js';

/** The longest time to ask a caller to wait. Room may be made sooner. */
const RETRY_AFTER_MAX_SECONDS = 3_600;

/**
 * A tenant has as many of something as it may have. The problem names the quota in `limit` and its number in `value`.
 * 409, for somebody must make room first; 429 where time alone makes it, which is where `retryAfterSeconds` is given.
 */
export class QuotaExceededError extends AppError {
  constructor(limit: string, value: number, advice: string, retryAfterSeconds?: number) {
    const status = retryAfterSeconds === undefined ? 409 : 429;
    super(status, 'quota_exceeded', 'Quota exceeded', {
      detail: `${limit} allows ${value}. ${advice}`,
      extensions: { limit, value },
      retryable: status === 429,
      headers: retryAfterSeconds === undefined ? undefined : { 'retry-after': wholeSeconds(retryAfterSeconds) },
    });
  }
}

function wholeSeconds(seconds: number): string {
  return String(Math.min(RETRY_AFTER_MAX_SECONDS, Math.max(1, Math.ceil(seconds))));
}
