import { UnavailableError } from '../common/http.errors.js';
import { markInfrastructure } from '../common/infrastructure.errors.js';
import type { DatabaseTrouble } from './database.troubles.js';

interface Origin {
  cause?: unknown;
  /** Work that was given up because other work had just failed, before it was tried itself. */
  untried?: boolean;
}

/** PostgreSQL cannot serve any caller now. An HTTP caller gets 503 with Retry-After. Work uses up no attempt. */
export class DatabaseUnavailableError extends UnavailableError {
  readonly isUntried: boolean;
  /** By the clock of `performance.now()`: what the probe has learned since then is news. */
  readonly at = performance.now();

  constructor(
    readonly trouble: DatabaseTrouble,
    { cause, untried = false }: Origin = {},
  ) {
    super('The database', cause, undefined, trouble);
    this.isUntried = untried;
    markInfrastructure(this, 'postgresql');
  }

  /** For work that was not tried after this had happened. */
  untried(): DatabaseUnavailableError {
    return new DatabaseUnavailableError(this.trouble, { cause: this.cause, untried: true });
  }
}
