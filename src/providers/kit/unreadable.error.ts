import type { Failure } from '../../common/failure.js';

export type UnreadableCode =
  /** Not what the provider documents. */
  | 'malformed_event'
  | 'invalid_utf8'
  | 'too_deep'
  | 'too_many_values'
  | 'too_many_events'
  /** Reading it failed on our side; `cause` is the defect. */
  | 'internal_error';

/**
 * A verified delivery, or one event of it, cannot be understood. Sending or reading it again would not help.
 * `message` says what is wrong and never quotes the body: it is stored and shown.
 */
export class UnreadableError extends Error implements Failure {
  readonly retryable = false;
  readonly usesAttempt = true;

  constructor(
    readonly code: UnreadableCode,
    message: string,
    options: { cause?: unknown } = {},
  ) {
    // One delivery may hold thousands of bad events, and the stack would be the same for all: none is taken.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message, options);
    Error.stackTraceLimit = stackTraceLimit;
    this.name = new.target.name;
  }

  /** @param error whatever reading threw */
  static from(error: unknown): UnreadableError {
    if (error instanceof UnreadableError) return error;
    const message = 'Reading it failed on our side; the log has the details';
    return new UnreadableError('internal_error', message, { cause: error });
  }
}
