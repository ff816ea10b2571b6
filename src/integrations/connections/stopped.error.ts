import type { Failure } from '../../common/failure.js';

/**
 * The integration is stopped until its owner connects the account again. Work that cannot be requested again, such as
 * an event that the provider sends once, is retried on its own schedule instead of failing at once.
 */
export class ConnectionStoppedError extends Error implements Failure {
  readonly code = 'integration_needs_reauth';
  readonly retryable = true;
  readonly usesAttempt = true;

  constructor(cause: unknown) {
    super('The account must be connected again before its provider can be called', { cause });
    this.name = new.target.name;
  }
}
