import { UnavailableError } from '../common/http.errors.js';
import { markInfrastructure } from '../common/infrastructure.errors.js';
import type { DatabaseTrouble } from './database.troubles.js';

interface Origin {
  cause?: unknown;
  /** The work was given up before it was tried, because other work had just failed. */
  untried?: boolean;
}

/** PostgreSQL cannot serve any caller now. An HTTP caller gets 503 with Retry-After. Work uses up no attempt. */
export class DatabaseUnavailableError extends UnavailableError {
  readonly isUntried: boolean;
  /** Time of the failure, by `performance.now()`. Only a later result of the probe is new information. */
  readonly at = performance.now();

  constructor(
    readonly trouble: DatabaseTrouble,
    { cause, untried = false }: Origin = {},
  ) {
    super('The database', cause, undefined, trouble);
    this.isUntried = untried;
    markInfrastructure(this, 'postgresql');
  }

  /** The same error, for work that was not tried because of it. */
  untried(): DatabaseUnavailableError {
    return new DatabaseUnavailableError(this.trouble, { cause: this.cause, untried: true });
  }
}
