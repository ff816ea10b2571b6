import type { Failure } from '../../common/failure.js';

/** An event was made due again when its body was already gone. Without it nothing can be applied, so it is dead at once. */
export class BodyRetiredError extends Error implements Failure {
  readonly code = 'body_retired';
  readonly retryable = false;
  readonly usesAttempt = true;

  constructor() {
    super('The body of this event is no longer kept');
    this.name = new.target.name;
  }
}
