/**
 * What work needs to know of a failure: implemented by {@link AppError} and by the providers' errors, which do
 * not know each other.
 */
export interface Failure {
  /** Stable, snake_case. */
  readonly code: string;
  /** Safe to show and to store. */
  readonly message: string;
  /** The same work may succeed later without anyone changing anything. */
  readonly retryable: boolean;
  /** `false`: it was not the fault of the work (rate limits, our own infrastructure). */
  readonly usesAttempt: boolean;
  readonly retryAfterSeconds?: number;
}

export function isFailure(error: unknown): error is Error & Failure {
  return error instanceof Error && 'retryable' in error && 'usesAttempt' in error && 'code' in error;
}
