import type { Failure } from '../../common/failure.js';

/** The end of waiting: what could be tried again indefinitely, with the reason that it had. */
export class GivenUpError extends Error implements Failure {
  readonly code: string;
  readonly retryable = false;
  readonly usesAttempt = true;

  constructor(cause: Error & Failure) {
    super(cause.message, { cause });
    this.name = new.target.name;
    this.code = cause.code;
  }
}
