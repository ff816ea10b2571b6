import type { Failure } from '../../common/failure.js';

/**
 * An event was replayed, but its body no longer exists. It cannot be processed without the body, so it is dead at once.
 */
export class BodyRetiredError extends Error implements Failure {
  readonly code = 'body_retired';
  readonly retryable = false;
  readonly usesAttempt = true;

  constructor() {
    super('The body of this event is no longer kept');
    this.name = new.target.name;
  }
}
