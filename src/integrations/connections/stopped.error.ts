import type { Failure } from '../../common/failure.js';

/**
 * The connection has stopped until its owner comes back. Work that cannot be begun again by anyone else (an event that
 * was told once) waits for that on its own schedule, rather than being given up at once.
 */
export class ConnectionStoppedError extends Error implements Failure {
  readonly code = 'integration_needs_reauth';
  readonly retryable = true;
  readonly usesAttempt = true;

  constructor(cause: unknown) {
    super('The account must be connected again before its provider can be asked', { cause });
    this.name = new.target.name;
  }
}
