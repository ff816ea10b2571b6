import { AppError } from '../common/app.error.js';

/** Longest time that a caller is asked to wait. Quota may become free sooner. */
const RETRY_AFTER_MAX_SECONDS = 3_600;

/**
 * A tenant has reached a quota. The problem names the quota in `limit` and its number in `value`. The status is 409 if
 * somebody must free quota first. It is 429 if quota becomes free over time; `retryAfterSeconds` is then given.
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
