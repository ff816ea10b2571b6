/** A failure of work. {@link AppError} and the errors of providers implement it, so neither has to import the other. */
export interface Failure {
  /** Stable, snake_case. */
  readonly code: string;
  /** Safe to show to callers and to store. */
  readonly message: string;
  /** The same work may succeed later without any change by a person. */
  readonly retryable: boolean;
  /** `false`: the work did not cause the failure (rate limits, our own infrastructure). */
  readonly usesAttempt: boolean;
  readonly retryAfterSeconds?: number;
}

export function isFailure(error: unknown): error is Error & Failure {
  return error instanceof Error && 'retryable' in error && 'usesAttempt' in error && 'code' in error;
}
